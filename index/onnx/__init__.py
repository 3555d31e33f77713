"""ONNX graphs and sessions, shared by the embedder and the readers."""
