"""Files and folders of the machine: reading, writing whole files, per-user paths."""
