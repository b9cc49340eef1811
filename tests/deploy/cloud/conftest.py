"""The parts that `make test-cloud` brings: containers by podman, AWS by MiniStack. Without them their tests skip."""

import json
import os
import subprocess
from types import SimpleNamespace

import pytest

from tests.support.containers import TOOLS, Podman, answers, free_port

# make test leaves these out: they take minutes, and what CI can check everywhere is in the folder above.
collect_ignore_glob = [] if "CLOUD_BOX" in os.environ else ["test_*.py"]


@pytest.fixture
def podman(league):
    if not (TOOLS / "podman").exists():
        pytest.skip("no containers here; make test-cloud brings them")
    return Podman(
        {
            "NBA_STATS_URL": league.stats_url,
            "NBA_CDN_URL": league.cdn_url,
            "NBA_MIN_INTERVAL": "0",
            "NOW": f"{league.now:%Y-%m-%dT%H:%M:%SZ}",
        }
    )


@pytest.fixture
def volume(podman, request):
    """The name of an empty volume."""
    name = f"test-{os.getpid()}-{request.node.name[:40]}"
    assert podman("volume", "create", name).returncode == 0
    yield name
    podman("volume", "rm", "--force", name)


@pytest.fixture
def registry(tmp_path):
    """A registry on loopback: its address; builder: podman, to which every registry of ECR's is this one."""
    program = TOOLS / "registry" / "usr" / "bin" / "docker-registry"
    if not program.exists():
        pytest.skip("no registry here; make test-cloud brings it")
    address = f"127.0.0.1:{free_port()}"
    settings = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": f"{tmp_path}/registry"}},
        "http": {"addr": address},
    }
    (tmp_path / "registry.json").write_text(json.dumps(settings))
    builder = tmp_path / "builder"
    builder.write_text(
        '#!/bin/bash\nverb=$1; shift\n[[ $verb = push || $verb = login ]] && set -- --tls-verify=false "$@"\n'
        f'exec {TOOLS}/podman "$verb" "${{@/#*.dkr.ecr.*.amazonaws.com/{address}}}"\n'
    )
    builder.chmod(0o755)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([program, "serve", tmp_path / "registry.json"], **quiet) as server:
        try:
            answers(f"http://{address}/v2/")
            yield SimpleNamespace(address=address, builder=str(builder))
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def ministack():
    """AWS by MiniStack on loopback: the environment that leads there."""
    if not (TOOLS / "ministack" / "bin" / "ministack").exists():
        pytest.skip("no MiniStack here; make test-cloud brings it")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    own = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": f"{port}", "AWS_ENDPOINT_URL": url, "PATH": os.environ["PATH"]}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([f"{TOOLS}/ministack/bin/ministack"], env=own, **quiet) as server:
        try:
            answers(f"{url}/_ministack/health")
            yield {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                   "AWS_REGION": "us-east-1"}  # fmt: skip
        finally:
            server.terminate()
