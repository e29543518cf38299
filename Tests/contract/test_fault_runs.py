"""A small run of what `./dev faults` does at length: the real client against every fault, and the truth."""

import fault_runs


def test_the_client_tells_the_truth_whatever_strikes():
    assert fault_runs.crossed(280)


def test_the_client_tells_the_truth_whatever_a_handshake_does():
    assert fault_runs.handshakes(60)


def test_the_client_tells_the_truth_when_several_things_go_wrong():
    assert fault_runs.mixtures(64)
