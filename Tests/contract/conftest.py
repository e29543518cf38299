import pathlib

import jsonschema
import pytest
import yaml

from sandbox import Sandbox

DOCUMENT = yaml.safe_load((pathlib.Path(__file__).parent / "schema.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def start():
    """Starts sandboxes that end with the test."""
    running = []

    def begin(*options):
        running.append(Sandbox(*options))
        return running[-1]

    yield begin
    for sandbox in running:
        sandbox.__exit__()


@pytest.fixture
def sandbox(start):
    return start()


@pytest.fixture
def valid():
    """Raises unless a value is what the contract's schema of that name says."""

    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    return check
