extension Operation {
  /// The numbers that the protocol rests on, in milliseconds unless they count.
  package struct Limits: Sendable, Equatable {
    /// After the last request that may have left, this long must pass before "not deactivated" is certain: 300 s for
    /// which a signature lives, twice 60 s of admitted clock difference, and 180 s of margin.
    package var quarantine: Int64 = 600_000
    /// Two read-backs this far apart settle that nothing was applied.
    package var readBackDistance: Int64 = 5_000
    package var mostAttempts = 3
    /// Repeats without a person end this long after the first request.
    package var repeatWindow: Int64 = 60_000
    /// WeChat Pay's clock and this machine's may differ by this much when a deactivation is confirmed.
    package var clockDifference: Int64 = 60_000
    /// For so long after the confirmation the agent who confirmed may send again; later, a supervisor.
    package var agentRepeats: Int64 = 900_000

    package init() {}
  }
}
