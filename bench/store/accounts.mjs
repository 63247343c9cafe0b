// The documents of bench:store: accounts as Reeve stores them, about 500 bytes, each a function of its number.

const GIVEN = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Ken', 'Radia', 'Leslie'];
const FAMILY = [
  'Lovelace',
  'Hopper',
  'Turing',
  'Dijkstra',
  'Liskov',
  'Knuth',
  'Allen',
  'Thompson',
  'Perlman',
];
const DEPARTMENTS = ['engineering', 'operations', 'finance', 'research', 'legal', 'support'];
const EPOCH = Date.UTC(2026, 0, 1);

/** The indexes of the collection: e-mails are unique, names order pages. */
export const INDEXES = [
  { key: { loginKey: 1 }, name: 'login', unique: true },
  { key: { nameKey: 1 }, name: 'name' },
  { key: { status: 1, _id: 1 }, name: 'status' },
];

/** A 32-bit number that looks random (the finaliser of MurmurHash3). */
function scatter(number) {
  let hash = number | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const hex = (number, digits) => number.toString(16).padStart(digits, '0');

/** A UUID of version 7: ascending with the number. */
export function idOf(number) {
  const time = hex(EPOCH + number, 12);
  const low = scatter(number);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(low & 0xfff, 3)}-9${hex(low >>> 20, 3)}-${hex(scatter(~number), 8)}${hex(low >>> 16, 4)}`;
}

const givenOf = (number) => GIVEN[scatter(number) % GIVEN.length];
const familyOf = (number) => FAMILY[scatter(number + 7) % FAMILY.length];

export function loginKeyOf(number) {
  return `${givenOf(number)}.${familyOf(number)}.${number}@example.com`.toLowerCase();
}

export function nameKeyOf(number) {
  return `${givenOf(number)} ${familyOf(number)} ${idOf(number)}`.toLowerCase();
}

export function accountOf(number) {
  const at = new Date(EPOCH + number);
  return {
    _id: idOf(number),
    kind: 'USER',
    loginKey: loginKeyOf(number),
    email: loginKeyOf(number),
    name: `${givenOf(number)} ${familyOf(number)}`,
    nameKey: nameKeyOf(number),
    status: number % 10 === 0 ? 'DISABLED' : 'ACTIVE',
    attributes: {
      department: DEPARTMENTS[number % DEPARTMENTS.length],
      title: 'Member of technical staff',
      locale: 'en-GB',
      timezone: 'Europe/London',
      phone: `+44 20 7946 ${String(number % 10_000).padStart(4, '0')}`,
    },
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}
