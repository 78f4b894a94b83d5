#!/usr/bin/env node
import { program } from './cli/program';
import { tellFailure } from './cli/tell-failure';

void program().parseAsync().catch(tellFailure);
