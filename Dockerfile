# One image that runs any make target: docker run -v nba:/app/data nba-data team-games
FROM python:3.11-slim

RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt Makefile ./
RUN make setup
COPY scripts scripts
COPY lib lib
RUN useradd --create-home nba && mkdir data && chown nba data
USER nba
VOLUME /app/data
ENTRYPOINT ["make"]
CMD ["help"]
