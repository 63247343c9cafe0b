export const LOG_FOLDER: string;
