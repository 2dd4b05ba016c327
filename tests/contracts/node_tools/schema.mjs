// What tools say of the exported schema: `node schema.mjs lint SCHEMA`, `node schema.mjs changes RELEASED SCHEMA`.
import { readFileSync } from 'node:fs';
import plugin from '@graphql-eslint/eslint-plugin';
import { diff } from '@graphql-inspector/core';
import { ESLint } from 'eslint';
import { buildSchema } from 'graphql';

const RULES = {
  ...plugin.configs['flat/schema-recommended'].rules,
  ...plugin.configs['flat/schema-relay'].rules,
  // GraphQL's own directive, printed for tools that do not know it yet.
  '@graphql-eslint/require-description': [
    'error',
    { types: true, DirectiveDefinition: true, rootField: true, ignoredSelectors: ['DirectiveDefinition[name.value=oneOf]'] },
  ],
  // Only what `node` finds has an id.
  '@graphql-eslint/strict-id-in-types': ['error', { exceptions: { suffixes: ['Payload', 'Connection', 'Edge', 'Change', 'Preview'], types: WITHOUT_ID() } }],
  // Lists that are never long, such as a person's groups, are plain.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
};

function WITHOUT_ID() {
  const errors = [
    'BasicError', 'AlreadyInvited', 'InvitationDeclined', 'InvitationNotPending', 'RateLimited', 'TooManyRows',
    'RowProblem', 'Suppressed',
  ];
  const operations = [
    'Operations', 'OperatorRights', 'Queue', 'ThroughputPoint', 'QueuePause', 'QueueLimits', 'Worker', 'WorkerTask',
    'Schedule', 'SkippedDeliveries', 'Canary', 'ConversationLine',
  ];
  return [
    ...errors, ...operations, 'PageInfo', 'RoleInfo', 'CsvTemplate', 'InvitationCounts', 'PasswordCheck', 'Viewer', 'Delivery',
    'DeliveryAttempt', 'Bounce', 'TimelineEntry', 'EmailFailure', 'ProblemGroup', 'BulkInviteColumn',
  ];
}

const [task, ...files] = process.argv.slice(2);
const tasks = { lint, changes };
console.log(JSON.stringify(await tasks[task](...files)));

async function lint(schema) {
  const eslint = new ESLint({
    cwd: '/',
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.graphql'],
        languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema } } },
        plugins: { '@graphql-eslint': plugin },
        rules: RULES,
      },
    ],
  });
  const results = await eslint.lintFiles([schema]);
  return results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`));
}

async function changes(released, schema) {
  const found = await diff(...[released, schema].map((file) => buildSchema(readFileSync(file, 'utf8'))));
  return found.map(({ criticality, message }) => ({ level: criticality.level, message }));
}
