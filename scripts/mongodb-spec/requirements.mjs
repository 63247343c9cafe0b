/** What `runOnRequirements` asks about: version, topology, parameters. */
export async function describeServer(client) {
  const admin = client.db('admin');
  const { version } = await admin.command({ buildInfo: 1 });
  const hello = await admin.command({ hello: 1 });
  const topology =
    hello.setName !== undefined ? 'replicaset' : hello.msg === 'isdbgrid' ? 'sharded' : 'single';
  return { version, topology };
}

/** Whether one of the requirements is met; a file or test without any runs everywhere. */
export function meetsRequirements(requirements, server) {
  return requirements === undefined || requirements.some((requirement) => meets(requirement, server));
}

function meets(requirement, { version, topology }) {
  const {
    minServerVersion,
    maxServerVersion,
    topologies,
    serverless,
    auth,
    authMechanism,
    csfle,
    serverParameters,
  } = requirement;
  if (minServerVersion !== undefined && compareVersions(version, minServerVersion) < 0) return false;
  if (maxServerVersion !== undefined && compareVersions(version, maxServerVersion) > 0) return false;
  if (topologies !== undefined && !topologies.includes(topology)) return false;
  if (serverless === 'require' || auth === true || authMechanism !== undefined || csfle) return false;
  return serverParameters === undefined || Object.keys(serverParameters).length === 0;
}

function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const order = (left[i] ?? 0) - (right[i] ?? (i === 2 ? (left[i] ?? 0) : 0));
    if (order !== 0) return order;
  }
  return 0;
}
