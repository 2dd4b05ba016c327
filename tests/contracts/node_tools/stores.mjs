// What stores of clients keep after a change was pushed: `node stores.mjs ARTIFACTS`, a folder of relay-compiler's.
// Prints the invitation as Relay's and Apollo's store have it, and as Relay's had it when a change had an `id`.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gql, InMemoryCache } from '@apollo/client';

const require = createRequire(import.meta.url);
const { createOperationDescriptor, Environment, Network, RecordSource, Store } = require('relay-runtime');

const [artifacts] = process.argv.slice(2);
const ID = 'SW52aXRhdGlvbjox';
const invitation = { __typename: 'Invitation', id: ID, email: 'ada@example.com', role: 'ANALYST', status: 'PENDING', groups: [] };
const change = { kind: 'UPDATED', invitationId: ID, invitation: { ...invitation, status: 'ACCEPTED' } };

console.log(JSON.stringify({ relay: relay(change), 'relay with id': relay({ ...change, id: ID }), apollo: apollo() }));

function relay(pushed) {
  const environment = new Environment({ network: Network.create(() => new Promise(() => {})), store: new Store(new RecordSource()) });
  const list = { totalCount: 1, edges: [{ node: invitation, cursor: 'c' }], pageInfo: { endCursor: 'c', hasNextPage: false } };
  commit(environment, 'InvitedUsersQuery', { viewer: null, invitedUsers: list });
  commit(environment, 'InvitedUsersSubscription', { invitedUsersChanged: pushed });
  const { __typename: type, email, status } = environment.getStore().getSource().get(ID);
  return { type, email, status };
}

function commit(environment, name, data) {
  const made = require(join(artifacts, `${name}.graphql.js`));
  const artifact = made.default ?? made;
  environment.commitPayload(createOperationDescriptor(artifact, {}), data);
}

function apollo() {
  const cache = new InMemoryCache();
  const fields = 'id email status';
  const query = gql(`query List { invitedUsers { totalCount edges { node { ${fields} } } } }`);
  const edge = { __typename: 'InvitationEdge', node: invitation };
  cache.writeQuery({ query, data: { invitedUsers: { __typename: 'InvitationConnection', totalCount: 1, edges: [edge] } } });
  const subscription = gql(`subscription Changes { invitedUsersChanged { kind invitationId invitation { ${fields} } } }`);
  const data = { invitedUsersChanged: { __typename: 'InvitationChange', ...change } };
  cache.write({ query: subscription, result: data, dataId: 'ROOT_SUBSCRIPTION' });
  const { __typename: type, email, status } = cache.readQuery({ query }).invitedUsers.edges[0].node;
  return { type, email, status };
}
