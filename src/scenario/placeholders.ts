/** What a command line may say in braces, in place of the database that it is given. */
export const placeholders = ['url', 'jdbcUrl', 'host', 'port', 'user', 'password', 'database'] as const;
export type Placeholder = (typeof placeholders)[number];
