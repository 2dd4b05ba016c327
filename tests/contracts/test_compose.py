"""docker-compose.yml and the image: what they say fits the specification, the product and `./dev up`."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, ValidationError

from app.database.sql import row
from app.settings import Settings
from devserver.processes import PRODUCT

FILES = ("docker-compose.yml", "docker-compose.production.yml")
TRYING = {"SECRET_KEYS": "k1:dGVzdC1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy1vci1tb3Jl", "POSTGRES_PASSWORD": "hunter2"}
PRODUCTION = {
    **TRYING,
    "PUBLIC_URL": "https://invitations.acme.example",
    "SMTP_URL": "smtp://user:word@mail.acme.example:587",
    "MAIL_FROM": "invitations@acme.example",
}
VARIABLE = re.compile(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}")
PINNED = re.compile(r"^([a-z0-9.-]+)==", re.MULTILINE)


def read(root: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / name).read_text())
    return found


def specification(root: Path) -> Draft7Validator:
    return Draft7Validator(json.loads((root / "tests/contracts/compose-spec/compose-spec.json").read_text()))


@pytest.fixture(scope="module")
def services(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = read(root, "docker-compose.yml")["services"]
    return found


@pytest.fixture(scope="module")
def products(services: dict[str, Any]) -> dict[str, Any]:
    """The services that run the product's own image."""
    return {name: service for name, service in services.items() if "build" in service}


def substituted(text: str, variables: dict[str, str]) -> str:
    """What Compose makes of `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}`."""

    def one(found: re.Match[str]) -> str:
        name, operator, rest = found.groups()
        if variables.get(name):
            return variables[name]
        assert operator == ":-", f"{name} has to be given: {rest}"
        return str(rest)

    return VARIABLE.sub(one, text)


def seconds(text: str) -> int:
    assert text.endswith("s")
    return int(text[:-1])


class TestSpecification:
    @pytest.mark.parametrize("name", FILES)
    def test_the_file_is_valid(self, root: Path, name: str) -> None:
        specification(root).validate(read(root, name))

    def test_the_schema_refuses_a_misspelt_key(self, root: Path) -> None:
        with pytest.raises(ValidationError):
            specification(root).validate({"services": {"web": {"image": "x", "stop_grace": "5s"}}})


class TestProcesses:
    def test_they_are_those_of_dev_up_with_the_same_commands(self, products: dict[str, Any]) -> None:
        assert {name: service["command"] for name, service in products.items()} == {
            "migrate": ["python", *PRODUCT.migrate],
            "web": ["python", *PRODUCT.web, "--host", "0.0.0.0", "--port", "8000"],
            **{name: ["python", *arguments] for name, arguments in PRODUCT.workers.items()},
        }

    def test_all_wait_for_the_migrations_and_those_for_the_database(self, services: dict[str, Any]) -> None:
        assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
        for name in ("web", *PRODUCT.workers):
            assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}

    def test_the_worker_that_mail_servers_connect_to_is_off_unless_it_is_asked_for(
        self, services: dict[str, Any]
    ) -> None:
        profiles = {name: services[name].get("profiles") for name in PRODUCT.workers}
        assert profiles == {**dict.fromkeys(PRODUCT.workers), "worker-bounces": ["bounces"]}

    def test_each_can_be_scaled(self, services: dict[str, Any]) -> None:
        assert not any("container_name" in service for service in services.values())
        assert not any("ports" in services[name] for name in PRODUCT.workers)
        (port,) = services["web"]["ports"]
        assert substituted(port, {"WEB_PORTS": "8000-8003"}) == "127.0.0.1:8000-8003:8000"

    def test_a_worker_has_longer_to_stop_than_it_takes_to_drain(self, services: dict[str, Any]) -> None:
        for name in PRODUCT.workers:
            drain = int(services[name]["environment"]["DRAIN_SECONDS"])
            assert seconds(services[name]["stop_grace_period"]) > drain

    def test_each_that_stays_has_a_health_check(self, services: dict[str, Any]) -> None:
        staying = set(services) - {"migrate", "mail"}  # the mail catcher's image brings its own
        assert all("healthcheck" in services[name] for name in staying)
        for name in PRODUCT.workers:
            port = services[name]["environment"]["METRICS_PORT"]
            assert f"http://127.0.0.1:{port}/health/ready" in services[name]["healthcheck"]["test"][-1]
        assert "http://127.0.0.1:8000/health/ready" in services["web"]["healthcheck"]["test"][-1]

    def test_metrics_are_for_the_network_of_the_file_alone(self, products: dict[str, Any]) -> None:
        for name, service in products.items():
            assert service["environment"]["METRICS_HOST"] == "0.0.0.0", name
            assert not any(service["environment"]["METRICS_PORT"] in port for port in service.get("ports", ()))

    def test_none_is_root_or_can_become_it(self, root: Path, products: dict[str, Any]) -> None:
        assert re.search(r"^USER 10001:10001$", (root / "Dockerfile").read_text(), re.MULTILINE)
        for service in products.values():
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
            assert service["read_only"] is True
            assert "user" not in service


class TestSettings:
    def given(self, service: dict[str, Any], variables: dict[str, str]) -> Settings:
        texts = {name.lower(): substituted(text, variables) for name, text in service["environment"].items()}
        names = {name: text for name, text in texts.items() if text}  # as variables that are empty are not set
        assert set(names) <= set(Settings.model_fields)
        return Settings.model_validate(names)

    def test_two_secrets_are_enough_to_try_it(self, products: dict[str, Any]) -> None:
        for service in products.values():
            assert self.given(service, TRYING).is_development

    @pytest.mark.parametrize("missing", TRYING)
    def test_without_a_secret_nothing_starts(self, products: dict[str, Any], missing: str) -> None:
        variables = {**TRYING, missing: ""}
        for service in products.values():
            with pytest.raises(AssertionError, match=f"{missing} has to be given: put "):
                self.given(service, variables)

    def test_production_is_accepted_by_the_service(self, root: Path, products: dict[str, Any]) -> None:
        overlay = read(root, "docker-compose.production.yml")["services"]
        assert set(products) <= set(overlay)
        for name, service in products.items():
            environment = {**service["environment"], **overlay[name]["environment"]}
            settings = self.given({"environment": environment}, PRODUCTION)
            assert not settings.is_development
            assert settings.smtp.tls == "starttls"

    async def test_text_is_sorted_as_in_dev_up(self, services: dict[str, Any], database: None) -> None:
        found = await row(
            """
            SELECT datlocprovider::text AS provider, datlocale, datcollate, pg_encoding_to_char(encoding) AS encoding
              FROM pg_database WHERE datname = current_database()
            """
        )
        assert found is not None
        assert found["provider"] == "b"
        arguments = services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
        assert set(arguments) == {
            "--locale-provider=builtin",
            f"--builtin-locale={found['datlocale']}",
            f"--locale={found['datcollate']}",
            f"--encoding={found['encoding']}",
        }


class TestImage:
    def test_the_product_needs_the_locked_packages_alone(self, root: Path) -> None:
        locked = {name.lower() for name in PINNED.findall((root / "requirements.lock").read_text())}
        others = [
            module
            for module, distributions in packages_distributions().items()
            if not {name.lower().replace("_", "-") for name in distributions} & locked
        ]
        hidden = ["devserver", *others]
        code = f"import sys; sys.modules.update(dict.fromkeys({hidden!r})); import app.main, app.cli.__main__"
        subprocess.run([sys.executable, "-c", f"{code}, workers.__main__"], cwd=root, env=os.environ, check=True)

    def test_it_has_every_folder_that_the_product_is_made_of(self, root: Path) -> None:
        copied = re.findall(r"^COPY (\w+) \w+$", (root / "Dockerfile").read_text(), re.MULTILINE)
        admitted = re.findall(r"^!(\w+)$", (root / ".dockerignore").read_text(), re.MULTILINE)
        assert copied == ["app", "schema", "workers"]
        assert admitted == [*copied, "web"]
