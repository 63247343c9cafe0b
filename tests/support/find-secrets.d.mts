export function literalPasswords(source: string): string[];
export function findSecretsInLogs(folder: string, passwords: readonly string[]): string[];
