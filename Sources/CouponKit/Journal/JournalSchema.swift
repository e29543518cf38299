/// The tables of the journal. The database itself refuses an illegal move, a second open operation on one target, a
/// second use of a number that took effect, and any edit of an event.
enum JournalSchema {
  static let version: Int64 = 2
  /// "CKJ1": marks the file as a journal of this program.
  static let applicationID: Int64 = 0x434B_4A31

  /// Set on every connection, and read back: a journal that does not keep them is not used.
  static let pragmas: [(name: String, value: DatabaseValue)] = [
    ("journal_mode", .text("delete")), ("synchronous", .integer(3)), ("foreign_keys", .integer(1)),
    ("secure_delete", .integer(1)), ("trusted_schema", .integer(0)), ("cell_size_check", .integer(1)),
    ("mmap_size", .integer(0)), ("busy_timeout", .integer(5000)),
  ]

  /// From which state to which an operation may go.
  static let moves: [(from: DeactivationReport.State, to: DeactivationReport.State)] = [
    (.intent, .sending), (.intent, .notApplied),
    (.sending, .unknown), (.sending, .confirmed), (.sending, .already), (.sending, .rejected),
    (.unknown, .sending), (.unknown, .confirmed), (.unknown, .already), (.unknown, .rejected), (.unknown, .notApplied),
  ]

  /// `op`, `attempt` and `coupon_result` hold nothing personal of a customer; all of that is in the one sealed box of
  /// `private`, which goes after its time. `op.box_commit` is the SHA-256 of the box.
  static let tables = """
    CREATE TABLE meta(k TEXT PRIMARY KEY, v BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE op(
      op_id TEXT PRIMARY KEY,
      profile TEXT NOT NULL, env TEXT NOT NULL, mode TEXT NOT NULL CHECK(mode IN('brand','partner')),
      brand_id TEXT NOT NULL, kind TEXT NOT NULL CHECK(kind IN('BUNDLE','COUPON')), target TEXT NOT NULL,
      product_coupon_id TEXT NOT NULL, stock TEXT NOT NULL, product_name TEXT NOT NULL, appid TEXT NOT NULL,
      subject TEXT NOT NULL,
      request_no TEXT NOT NULL, generation INTEGER NOT NULL, tag TEXT,
      body_commit BLOB NOT NULL, preview_hash BLOB NOT NULL, live_count INTEGER NOT NULL, box_commit BLOB NOT NULL,
      agent_uid INTEGER NOT NULL, agent_name TEXT NOT NULL, login_uid INTEGER, tty TEXT, ssh_from TEXT,
      role TEXT NOT NULL, role_hash BLOB NOT NULL, build TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK(state IN('INTENT','SENDING','UNKNOWN','CONFIRMED','ALREADY','REJECTED','NOT_APPLIED')),
      partial INTEGER NOT NULL DEFAULT 0,
      created_utc INTEGER NOT NULL, created_boot INTEGER NOT NULL, boot_id TEXT NOT NULL,
      request_id TEXT, proof TEXT, closed_utc INTEGER, erase_after INTEGER, erased_utc INTEGER,
      CHECK((state IN('CONFIRMED','ALREADY','REJECTED','NOT_APPLIED')) = (closed_utc IS NOT NULL)),
      CHECK(erased_utc IS NULL OR closed_utc IS NOT NULL)) STRICT;
    CREATE UNIQUE INDEX op_one_open ON op(env, brand_id, target) WHERE closed_utc IS NULL;
    CREATE UNIQUE INDEX op_number ON op(env, request_no) WHERE state NOT IN('NOT_APPLIED','REJECTED','ALREADY');
    CREATE INDEX op_agent ON op(agent_uid, created_utc);
    CREATE TABLE attempt(op_id TEXT NOT NULL REFERENCES op, n INTEGER NOT NULL,
      started_utc INTEGER NOT NULL, started_boot INTEGER NOT NULL, boot_id TEXT NOT NULL,
      nonce TEXT NOT NULL, sig_ts INTEGER NOT NULL, host TEXT NOT NULL,
      outcome TEXT CHECK(outcome IN('NEVER_LEFT','SETTLED','UNANSWERED')),
      failure TEXT, http INTEGER, code TEXT, request_id TEXT,
      sig TEXT CHECK(sig IN('OK','BAD','NONE','STALE','REPLAY','MISBOUND')), sig_event INTEGER, ms INTEGER, curl INTEGER,
      PRIMARY KEY(op_id, n)) STRICT, WITHOUT ROWID;
    CREATE TABLE coupon_result(op_id TEXT NOT NULL REFERENCES op, idx INTEGER NOT NULL, position INTEGER NOT NULL,
      code_commit BLOB NOT NULL, before TEXT NOT NULL, after TEXT, ours INTEGER,
      PRIMARY KEY(op_id, idx)) STRICT, WITHOUT ROWID;
    CREATE TABLE private(op_id TEXT PRIMARY KEY REFERENCES op, box BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE transition(a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY(a, b)) STRICT, WITHOUT ROWID;
    CREATE TABLE event(seq INTEGER PRIMARY KEY, op_id TEXT, utc INTEGER NOT NULL, kind TEXT NOT NULL,
      payload BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
    CREATE INDEX event_op ON event(op_id, seq) WHERE op_id IS NOT NULL;
    INSERT INTO transition VALUES \(moves.map { "('\($0.from.rawValue)','\($0.to.rawValue)')" }.joined(separator: ","));
    """

  /// What refuses from then on.
  static let guards = """
    CREATE TRIGGER op_begins BEFORE INSERT ON op WHEN NEW.state <> 'INTENT'
      BEGIN SELECT RAISE(ABORT, 'an operation begins with its intent'); END;
    CREATE TRIGGER op_move BEFORE UPDATE OF state ON op WHEN OLD.state <> NEW.state
      AND NOT EXISTS(SELECT 1 FROM transition WHERE a = OLD.state AND b = NEW.state)
      BEGIN SELECT RAISE(ABORT, 'illegal move'); END;
    CREATE TRIGGER op_kept BEFORE DELETE ON op BEGIN SELECT RAISE(ABORT, 'operations are kept'); END;
    CREATE TRIGGER event_next BEFORE INSERT ON event WHEN NEW.seq <> (SELECT IFNULL(MAX(seq), 0) + 1 FROM event)
      BEGIN SELECT RAISE(ABORT, 'append only'); END;
    CREATE TRIGGER event_fixed_u BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'append only'); END;
    CREATE TRIGGER event_fixed_d BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'append only'); END;
    """
}
