# docker build --tag checkov-aws-iot . && docker run --rm --volume "$PWD:/code:ro" checkov-aws-iot scan .
FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY custom_checks custom_checks
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim-bookworm
ARG CHECKOV=3.3.30
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir "checkov==$CHECKOV" /wheels/*.whl && rm -r /wheels \
    && useradd --uid 10001 --create-home scanner
USER 10001:10001
WORKDIR /code
ENTRYPOINT ["checkov-aws-iot"]
CMD ["--help"]
