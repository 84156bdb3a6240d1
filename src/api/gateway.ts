// The door for gateways: who sends the gateway key asks the schema with the fields of federation, everybody else the one without.
// Invariant: viewers who came through it have a scope of their own, so nothing that is kept for them is found from outside.
import { Kind } from 'graphql';
import type { Authenticator, Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import { sendDescribed } from '../http/described-entry.ts';
import { createGatewayCheck, scopeBehind } from '../http/gateway-access.ts';
import { gatewayLimits } from '../limits/limits.ts';
import { createEndpoint, type Endpoint, type EndpointOptions } from './endpoint.ts';
import type { Execute } from './execute.ts';
import type { Operation } from './operations.ts';
import { createSubgraphSchema } from './schema.ts';

/** What gateways ask is of their own making: no allow-list knows it. */
export interface GatewayOptions
  extends Omit<
    EndpointOptions,
    | 'live'
    | 'schema'
    | 'limits'
    | 'hasIntrospection'
    | 'graphiql'
    | 'guard'
    | 'sendToEdge'
    | 'isRegisteredOnly'
    | 'hasApq'
  > {
  readonly gatewayKey: string;
  /** Answers whoever has no gateway key. */
  readonly everybody: Endpoint;
}

/** A gateway that asks for the SDL, on nobody's behalf. No tenant has this id. */
const nobody: Viewer = Object.freeze({
  tenantId: '00000000-0000-0000-0000-000000000000',
  subject: 'gateway',
  environment: null,
  scopes: [],
  visibility: 'own',
  userId: null,
  teamId: null,
  scope: scopeBehind('nobody'),
});

export function createGatewayDoor({
  gatewayKey,
  everybody,
  authenticator,
  buildId,
  ...rest
}: GatewayOptions): Endpoint {
  const isGateway = createGatewayCheck(gatewayKey);
  const gateways = createEndpoint({
    ...rest,
    buildId,
    sendToEdge: (response, entry, outcome, { scope }) =>
      sendDescribed(response, entry, outcome, { build: buildId, viewer: scope }),
    schema: createSubgraphSchema(),
    limits: gatewayLimits,
    authenticator: apart(authenticator),
    graphiql: null,
    guard: withViewer,
  });
  return {
    ...everybody,
    answer(request, response) {
      (isGateway(request) ? gateways : everybody).answer(request, response);
    },
  };
}

function apart({ authenticate }: Pick<Authenticator, 'authenticate'>): Pick<Authenticator, 'authenticate'> {
  // The authenticator answers the same object as long as its verdict stands.
  const known = new WeakMap<Viewer, Viewer>();
  const move = (viewer: Viewer): Viewer => {
    let moved = known.get(viewer);
    if (!moved) {
      moved = Object.freeze({ ...viewer, scope: scopeBehind(viewer.scope) });
      known.set(viewer, moved);
    }
    return moved;
  };
  return {
    authenticate(header) {
      if (header === undefined) return nobody;
      const found = authenticate(header);
      return found instanceof Promise ? found.then(move) : move(found);
    },
  };
}

const withViewer =
  (execute: Execute): Execute =>
  async (request) => {
    if (request.viewer !== nobody || isAboutSchema(request.operation)) return execute(request);
    const message =
      'The gateway key alone opens `_service`. For all else send the API key of the client too, `Authorization: Bearer ck_live_…`.';
    throw new ClientError('UNAUTHENTICATED', message, { reason: 'MISSING' });
  };

function isAboutSchema({ definition }: Operation): boolean {
  return (
    definition.operation === 'query' &&
    definition.selectionSet.selections.every(
      (selection) => selection.kind === Kind.FIELD && /^(?:_service|__.+)$/.test(selection.name.value),
    )
  );
}
