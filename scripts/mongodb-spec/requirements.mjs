/** What `runOnRequirements` asks about: version, topology, parameters. */
export async function describeServer(client) {
  const admin = client.db('admin');
  const { version } = await admin.command({ buildInfo: 1 });
  const hello = await admin.command({ hello: 1 });
  const topology =
    hello.setName !== undefined ? 'replicaset' : hello.msg === 'isdbgrid' ? 'sharded' : 'single';
  return { version, topology };
}

/** Why no requirement of a list is met, or undefined if one is; without a list a file or test runs everywhere. */
export function unmetRequirement(requirements, server) {
  const reasons = (requirements ?? []).map((requirement) => unmet(requirement, server));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function unmet(requirement, { version, topology }) {
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
  if (topologies !== undefined && !topologies.includes(topology)) return `topology ${topologies.join(', ')}`;
  if (maxServerVersion !== undefined && compareVersions(version, maxServerVersion) > 0)
    return 'older versions';
  if (minServerVersion !== undefined && compareVersions(version, minServerVersion) < 0)
    return 'newer versions';
  if (csfle) return 'client-side encryption';
  if (auth === true || authMechanism !== undefined) return 'authentication';
  if (serverless === 'require') return 'serverless';
  return Object.keys(serverParameters ?? {}).length === 0 ? undefined : 'server parameters';
}

function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const order = (left[i] ?? 0) - (right[i] ?? (i === 2 ? (left[i] ?? 0) : 0));
    if (order !== 0) return order;
  }
  return 0;
}
