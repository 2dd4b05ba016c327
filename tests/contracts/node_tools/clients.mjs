// What a client's users do, by that client: `node clients.mjs CLIENT URL TOKEN`. Prints what each operation answered.
import { ApolloClient, ApolloLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';

const [name, url, token] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const headers = { authorization, 'GraphQL-Require-Preflight': '1' };
const socketUrl = url.replace('http', 'ws');

const QUERY = '{ viewer { member { id role } } invitedUsers { totalCount } }';
const MUTATION = `
  mutation ($email: String!) { invite(input: { email: $email, role: ANALYST }) { invitation { id email } errors { code } } }
`;
const UPLOAD = `
  mutation ($file: Upload!) { bulkInvite(input: { source: { file: $file } }) { bulkInvite { filename } errors { code message } } }
`;
const SUBSCRIPTION = 'subscription { invitedUsersChanged { kind invitation { id email } } }';
const FAULT = '{ viewer { nothing } }';

const file = new File(['email,role\ngrace@example.com,Analyst\n'], 'people.csv', { type: 'text/csv' });

const clients = { 'graphql-ws': overSocket, 'graphql-sse': overStream, urql, apollo };
const client = clients[name]();
const answers = {
  query: await client.ask(QUERY),
  fault: await client.ask(FAULT).catch((fault) => codeOf(fault)),
  ...(client.hasUploads ? { upload: await client.ask(UPLOAD, { file }) } : {}),
};
answers.mutations = [];
answers.subscription = await firstEvent(async () => {
  const email = `${name}-${answers.mutations.length}@example.com`;
  answers.mutations.push(await client.ask(MUTATION, { email }));
});
console.log(JSON.stringify(answers));
await client.end();

/** What is heard of `cause`, which is repeated until then: no client tells when its subscription is taken in. */
async function firstEvent(cause) {
  let event;
  const heard = new Promise((done, failed) => client.listen(SUBSCRIPTION, done, failed)).then((data) => (event = data));
  while (!event) {
    await cause();
    await Promise.race([heard, new Promise((done) => setTimeout(done, 200))]);
  }
  return event;
}

function codeOf(fault) {
  const errors = Array.isArray(fault) ? fault : (fault.graphQLErrors ?? fault.errors ?? [fault]);
  return { code: errors[0].extensions?.code ?? `no code: ${fault}` };
}

function dataOf({ data, errors, error }) {
  if (errors ?? error) throw errors ?? error;
  return data;
}

function plain(client, end) {
  return {
    ask: (query, variables) =>
      new Promise((done, failed) => {
        client.subscribe({ query, variables }, { next: (result) => done(result), error: failed, complete() {} });
      }).then(dataOf),
    listen: (query, next, error) =>
      client.subscribe({ query }, { next: (result) => next(dataOf(result)), error, complete() {} }),
    end,
  };
}

function overSocket() {
  const client = createWsClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
  return plain(client, () => client.dispose());
}

function overStream() {
  const client = createSseClient({ url, headers });
  return plain(client, () => client.dispose());
}

function urql() {
  const client = new Client({
    url,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: { headers },
    fetchSubscriptions: true,
    preferGetMethod: false,
  });
  let listening;
  return {
    hasUploads: true,
    ask: async (query, variables = {}) =>
      dataOf(await (query.trim().startsWith('mutation') ? client.mutation(query, variables) : client.query(query, variables))),
    listen: (query, next, failed) => {
      listening = client.subscription(query, {}).subscribe((result) => (result.error ? failed(result.error) : next(result.data)));
    },
    end: () => listening.unsubscribe(),
  };
}

function apollo() {
  const socket = createWsClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(socket),
    new UploadHttpLink({ uri: url, headers }),
  );
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return {
    hasUploads: true,
    ask: async (query, variables) => {
      const document = gql(query);
      if (query.trim().startsWith('mutation')) return dataOf(await client.mutate({ mutation: document, variables }));
      return dataOf(await client.query({ query: document, variables }));
    },
    listen: (query, next, error) =>
      client.subscribe({ query: gql(query) }).subscribe({ next: (result) => next(dataOf(result)), error }),
    end: async () => {
      client.stop();
      await socket.dispose();
    },
  };
}
