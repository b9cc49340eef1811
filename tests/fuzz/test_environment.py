"""Whatever stands in the environment: a documented status, nothing of ours at fault, and no secret in any output."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import config, urls
from lib.errors import Trouble
from tests.support.fuzz import DOCUMENTED, fuzz, texts

SCRIPTS = {
    "status": (),
    "gaps": (),
    "plan": (),
    "corrections": (),
    "should_fetch": ("team-games",),
    "fetch_team_games": (),
    "fetch_player_boxscores": (),
    "fetch_player_stats": (),
}
NAMES = sorted(set(config.VARIABLES) - {"DATA_DIR", "ENV_FILE"})
SECRET = "s3cretW0rd"
settable = texts.filter(lambda text: "\0" not in text and text.isprintable() or text in ("a\rb", "\x0b"))


@pytest.fixture(scope="module")
def run(machine_at):
    """run(script, environment) -> (exit status, all that it said), on a machine of its own."""

    def run(name, env):
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            machine = machine_at(Path(folder), patch)
            machine.set(NBA_MAX_REQUESTS="3", NBA_RETRIES="1")
            machine.set(**env)
            try:
                config.check()
                status = machine.main(name, *SCRIPTS[name])  # anything but Trouble comes through
            except Trouble as trouble:
                machine.said, status = f"{trouble}", trouble.status
            files = [f"{path.relative_to(folder)}" for path in Path(folder).rglob("*")]
            return status, machine.said + machine.out + "\n".join(files)

    return run


@fuzz(20)
@given(st.sampled_from(sorted(SCRIPTS)), st.dictionaries(st.sampled_from(NAMES), settable, min_size=1, max_size=3))
def test_an_environment_is_used_or_refused(run, script, env):
    status, _ = run(script, env)
    assert status in DOCUMENTED, env


@fuzz(12)
@given(
    st.sampled_from(["NBA_API_PROXY", "NBA_STATS_URL", "NBA_CDN_URL"]),
    st.sampled_from(["http://", "https://", "socks5://", "ftp://", "//", "", "http:/"]),
    settable,
    settable,
    st.sampled_from(["127.0.0.1:9", "127.0.0.1", "h:x", "", "[::1]:9", "127.0.0.1:9/a@b"]),
)
def test_a_secret_in_a_url_appears_nowhere(run, name, scheme, before, after, host):
    value = f"{scheme}me:{before[:50]}{SECRET}{after[:50]}@{host}"
    status, said = run("fetch_team_games", {name: value, "NBA_SOURCE": "stats", "DATE": "2025-01-14"})
    assert status in DOCUMENTED and SECRET not in said, value


@fuzz(40)
@given(texts, texts)
def test_a_line_for_a_person_stays_a_line_and_keeps_its_secrets(before, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBA_API_PROXY", f"http://me:{SECRET}@h:1")
        shown = urls.printable(urls.masked(f"{before} http://me:{SECRET}@h:1 {SECRET} {after}"))
    assert SECRET not in shown and len(shown.splitlines()) == 1
    assert not any(ord(letter) < 32 and letter != "\t" or 0x7F <= ord(letter) < 0xA0 for letter in shown)
