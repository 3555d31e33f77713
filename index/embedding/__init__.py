"""Text to unit vectors: the embedder, its model files and their export to ONNX."""
