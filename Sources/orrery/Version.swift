/// The program's version, as `--version` says it and records carry it.
let orreryVersion = "0.1.0"
