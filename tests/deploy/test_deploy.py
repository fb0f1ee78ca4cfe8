"""What is deployed refers to what there is: modules, settings, search attributes, files."""

import importlib.util
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ichido.attributes import SEARCH_ATTRIBUTES
from ichido.settings import Settings, variable

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "ichido"}
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def test_worker_and_api_start_once_the_database_is_migrated_and_the_definitions_are_published() -> None:
    assert OURS.keys() == {"migrate", "publish", "worker", "api"}
    done = {"condition": "service_completed_successfully"}
    assert OURS["publish"]["depends_on"] == {"migrate": done}
    assert OURS["worker"]["depends_on"]["publish"] == OURS["api"]["depends_on"]["publish"] == done


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_runs_a_command_or_a_module_there_is(name: str) -> None:
    if name == "publish":
        assert OURS[name]["command"] == ["ichido", "publish"]
        return
    python, flag, module = OURS[name]["command"]
    assert (python, flag) == ("python", "-m")
    spec = importlib.util.find_spec(module)
    assert spec is not None
    runnable = f"{module}.__main__" if spec.submodule_search_locations else module
    assert importlib.util.find_spec(runnable) is not None


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_sets_only_settings_there_are(name: str) -> None:
    known = {variable(setting, field) for setting, field in Settings.model_fields.items()}
    assert OURS[name]["environment"].keys() <= known


@pytest.mark.parametrize("name", ["worker", "api"])
def test_worker_and_api_are_told_what_they_cannot_start_without(name: str) -> None:
    told = OURS[name]["environment"]
    assert {"TEMPORAL_ADDRESS", "DATABASE_URL", "ICHIDO_PARTNERS"} <= told.keys()
    mounted = {volume.split(":")[-2] for volume in OURS[name]["volumes"] if volume.endswith(":ro")}
    assert str(Path(told["ICHIDO_PARTNERS"]).parent) in mounted


def test_only_the_worker_serves_metrics() -> None:
    assert [name for name, service in OURS.items() if "ICHIDO_METRICS_PORT" in service["environment"]] == ["worker"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_have_no_rights_they_do_not_need(name: str) -> None:
    assert OURS[name]["read_only"] is True
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert "privileged" not in OURS[name]


def test_every_image_of_others_names_its_version() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    assert all(re.fullmatch(r"[a-z/-]+:\d[\w.-]*", image) for image in images)


def test_no_password_has_a_default_and_no_port_is_open_to_the_world() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert all(found.endswith(":?choose one}") for found in re.findall(r"\$\{\w*PASSWORD[^}]*\}", text))
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_service_waits_for_services_there_are() -> None:
    assert {other for service in SERVICES.values() for other in service.get("depends_on", ())} <= SERVICES.keys()


def test_every_mounted_script_is_there() -> None:
    mounts = [volume for service in SERVICES.values() for volume in service.get("volumes", ())]
    scripts = [DEPLOY / mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert scripts
    assert all(script.is_file() for script in scripts)


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda script: script.name)
def test_every_script_parses(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_a_cluster_gets_the_search_attributes_the_embedded_server_has() -> None:
    script = (DEPLOY / "temporal-namespace.sh").read_text(encoding="utf-8")
    assert dict(re.findall(r"--name (\w+) --type (\w+)", script)) == SEARCH_ATTRIBUTES


def test_the_image_is_built_from_files_there_are() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
    assert copied
    assert [path for line in copied for path in line.split() if not (ROOT / path).exists()] == []


def test_the_image_installs_by_hash_and_does_not_run_as_root() -> None:
    assert "--require-hashes -r requirements.txt" in CONTAINERFILE
    assert re.findall(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE)[-1] not in ("0", "root")
