# One image that runs any make target; data and /tmp are the only places it writes to.
#   make image && docker run --rm --read-only -v nba:/app/data nba-data -k daily
# Two forms: `sync` has the AWS CLI, trimmed, and DuckDB (make sync, tables, query); `s3`, for DATA_STORE=s3 on
# Lambda, Fargate and spot machines, has neither.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS packages
WORKDIR /app
COPY requirements.txt ./
RUN python3 -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --no-compile --requirement requirements.txt awslambdaric==4.2.2
# Left out: tests, stubs, headers, the CLI's examples, and what botocore knows of services that nobody here calls;
# of those an empty description stays, since the CLI wants their names (and reads one of them, sdb, at each start).
RUN find .venv -depth -type d \( -name tests -o -name include \) -exec rm -rf {} + \
 && find .venv -type f \( -name '*.pyi' -o -name '*.pxd' -o -name '*.a' -o -name '*.h' \) -delete \
 && rm -rf .venv/lib/python3*/site-packages/awscli/examples .venv/lib/python3*/site-packages/awscli/topics \
      .venv/lib/python3*/site-packages/numpy/f2py .venv/lib/python3*/site-packages/adbc_driver_duckdb \
 && find .venv -type f -path '*/botocore/data/*/*' ! -path '*/data/s3/*' ! -path '*/data/dynamodb/*' \
      ! -path '*/data/sts/*' ! -path '*/data/ssm/*' ! -path '*/data/sdb/*' \( -name 'service-2.json*' -exec truncate --size 0 {} + -o -delete \) \
 && find .venv -type f -path '*/botocore/data/*' -name '*.json' -size +0 -exec gzip -9 --no-name {} + \
 && .venv/bin/python -m compileall -q --invalidation-mode unchecked-hash .venv/lib \
 && touch .venv/.ready

FROM packages AS packages-sync
RUN .venv/bin/pip uninstall --quiet --yes awslambdaric snapshot-restore-py simplejson setuptools pip

FROM packages AS packages-s3
RUN .venv/bin/pip uninstall --quiet --yes awscli duckdb colorama docutils pyasn1 PyYAML rsa setuptools pip \
 && rm -rf .venv/lib/python3*/site-packages/awscli

FROM ${BASE} AS house
# hadolint: Debian keeps only the newest build of a package, so that a pinned one soon cannot be had.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends make tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
WORKDIR /app
COPY Makefile requirements.txt ./
COPY scripts scripts
COPY lib lib
# Nothing can be compiled while it runs, and the base comes without Python's own bytecode.
RUN python3 -m compileall -q --invalidation-mode unchecked-hash -x '/(test|idlelib|lib2to3|ensurepip|site-packages)/' \
      "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" lib scripts \
 && mkdir data && chown 10001:10001 data && chmod 1777 /tmp
ENV PYTHONDONTWRITEBYTECODE=1
# Declared, so that what is mounted there on Fargate belongs to the user.
VOLUME ["/app/data", "/tmp"]
USER 10001:10001
ENTRYPOINT ["tini", "-g", "--", "make"]
CMD ["help"]

FROM house AS s3
COPY --from=packages-s3 /app/.venv .venv

FROM house AS sync
COPY --from=packages-sync /app/.venv .venv
