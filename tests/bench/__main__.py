"""Measure what this project costs, against the league in a box, and write docs/benchmarks.md: make bench.

python tests/bench --short    tries it all in some two minutes, at 1 and 2 small seasons; prints only
python tests/bench --only sizes --folder /dev/shm
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "support")]

from tests.bench import asked, cloud, document, fetching, sizes, tables  # noqa: E402  (the root must be on the path first)

SECTIONS = {"fetching": fetching, "asked": asked, "sizes": sizes, "cloud": cloud, "tables": tables}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--short", action="store_true", help="small, and only to see that it runs")
    options.add_argument("--only", choices=SECTIONS, action="append", help="which part; may be repeated")
    options.add_argument("--folder", type=Path, help="where to work: 78 seasons are half a million files")
    options.add_argument("--latency", type=float, default=0, help="seconds that the league in a box takes to answer")
    args = options.parse_args()
    written = [document.head(args)]
    for name, section in SECTIONS.items():
        if name in (args.only or SECTIONS):
            with tempfile.TemporaryDirectory(dir=args.folder, prefix="nba-bench-") as folder:
                written.append(section.measure(Path(folder), args))
            print(written[-1], flush=True)
            if not (args.short or args.only):  # after each part: a run that is stopped leaves what it has
                (ROOT / "docs" / "benchmarks.md").write_text("\n".join([*written, document.BEFORE + document.found()]))


if __name__ == "__main__":
    main()
