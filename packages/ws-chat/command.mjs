#!/usr/bin/env node
// In the repository npm links a command whose file is there at the installation, when nothing is built yet.
import "./dist/command.js";
