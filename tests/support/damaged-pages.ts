import { MongoClient, MongoServerError } from 'mongodb';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from './run-cli.js';
import { startStoreProcess } from './store-process.js';

/** What came of reading a store one byte of whose file was changed. */
export type Outcome =
  /** It did not open, and said which file is damaged. */
  | 'refused'
  /** Some answers were errors that name what is damaged; all others were right. */
  | 'named'
  /** The process ended, and the next one names the damage. */
  | 'ended'
  /** Every answer was right: nothing that is read was changed. */
  | 'right'
  /** An answer lacked a record, which `store check` finds: the damaged byte was of a key. */
  | 'missing';

interface Thing {
  readonly _id: string;
  readonly email: string;
  readonly tags: readonly number[];
  readonly text: string;
}

const THINGS = 400;
const thing = (index: number): Thing => ({
  _id: `thing-${String(index)}`,
  email: `e${String(index)}@example.com`,
  tags: [index % 7, (index % 11) + 100],
  text: index % 40 === 0 ? 'long '.repeat(2_000) : `the text of thing number ${String(index)}`,
});
const things = Array.from({ length: THINGS }, (_, index) => thing(index));

/** A store to be damaged, in a folder that the caller removes. */
export async function makeStore(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'store-pages-'));
  const owner = await startStoreProcess(dataDir);
  const client = await MongoClient.connect(owner.uri);
  const collection = client.db('shop').collection<Thing>('things');
  await collection.createIndexes([{ key: { email: 1 }, unique: true }, { key: { tags: 1 } }]);
  await collection.insertMany(things);
  await collection.deleteMany({ tags: 3 });
  await collection.insertMany(things.filter(({ tags }) => tags.includes(3)));
  await client.close();
  await owner.close();
  return dataDir;
}

/** Damages a copy of the store in `dataDir` and reads it; throws if an answer was wrong and nothing told of it. */
export async function readDamaged(
  dataDir: string,
  damage: (bytes: Buffer) => void,
): Promise<{ readonly outcome: Outcome; readonly detail: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'store-damaged-'));
  const copy = path.join(folder, 'data');
  try {
    await cp(dataDir, copy, { recursive: true });
    const file = path.join(copy, 'store', 'data.mdb');
    const bytes = await readFile(file);
    damage(bytes);
    await writeFile(file, bytes);
    return await outcomeOf(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function outcomeOf(dataDir: string): Promise<{ outcome: Outcome; detail: string }> {
  const owner = await startStoreProcess(dataDir).catch((error: unknown) => String(error));
  if (typeof owner === 'string') return endedOutcome(dataDir, owner);
  if (owner.opening.kind === 'failed') {
    await owner.close();
    const { message } = owner.opening;
    if (!/damaged|data\.mdb/.test(message))
      throw new Error(`it did not open, and did not say why: ${message}`);
    return { outcome: 'refused', detail: message };
  }
  const client = new MongoClient(owner.uri, { serverSelectionTimeoutMS: 1_000, retryReads: false });
  const answers = await readAll(client).finally(() => client.close());
  await owner.close();
  const wrong = answers.find(({ kind }) => kind === 'wrong');
  const lost = answers.find(({ kind }) => kind === 'lost');
  if (lost !== undefined) return endedOutcome(dataDir, lost.detail);
  if (wrong !== undefined) return { outcome: 'missing', detail: await found(dataDir, wrong.detail) };
  const named = answers.find(({ kind }) => kind === 'named');
  return { outcome: named === undefined ? 'right' : 'named', detail: named?.detail ?? '' };
}

/** The next process must say what is wrong. */
async function endedOutcome(dataDir: string, detail: string): Promise<{ outcome: Outcome; detail: string }> {
  return { outcome: 'ended', detail: await found(dataDir, detail) };
}

async function found(dataDir: string, detail: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(['store', 'check'], { DATA_DIR: dataDir });
  if (code === 2 || (code === 1 && /damaged|data\.mdb/.test(stderr))) return `${detail}; ${stdout}${stderr}`;
  throw new Error(`${detail}; and the check says: ${String(code)} ${stdout}${stderr}`);
}

interface Answer {
  readonly kind: 'right' | 'wrong' | 'named' | 'lost';
  readonly detail: string;
}

async function readAll(client: MongoClient): Promise<readonly Answer[]> {
  const collection = client.db('shop').collection<Thing>('things');
  const answers: Answer[] = [];
  const ask = async (question: string, answer: Promise<unknown>, expected: unknown): Promise<void> => {
    try {
      const given = JSON.stringify(await answer);
      const isRight = given === JSON.stringify(expected);
      answers.push({ kind: isRight ? 'right' : 'wrong', detail: `${question}: ${given.slice(0, 200)}` });
    } catch (error) {
      const named = error instanceof MongoServerError && /damaged/.test(error.message);
      answers.push({ kind: named ? 'named' : 'lost', detail: `${question}: ${String(error)}` });
    }
  };
  for (const one of things.filter((_, index) => index % 9 === 0)) {
    await ask(one._id, collection.findOne({ _id: one._id }), one);
    await ask(one.email, collection.findOne({ email: one.email }), one);
    if (answers.at(-1)?.kind === 'lost') return answers;
  }
  const byTag = things.filter(({ tags }) => tags.includes(5)).length;
  await ask('by tag', collection.find({ tags: 5 }).map(({ _id }) => _id).toArray().then((all) => all.length), byTag); // prettier-ignore
  await ask('all', collection.find().toArray().then((all) => all.length), THINGS); // prettier-ignore
  const emails = things.map(({ email }) => email).sort();
  await ask('all by e-mail', collection.find().sort({ email: 1 }).map(({ email }) => email).toArray(), emails); // prettier-ignore
  return answers;
}
