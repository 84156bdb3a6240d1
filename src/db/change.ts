// What a committed write did to one row, or to more rows than are worth naming.

/** A row of the change table, with camel-case column names in `before` (changed columns or whole row) and `after`. */
export interface Change {
  readonly type: string;
  readonly id: string | null;
  readonly op: 'insert' | 'update' | 'delete' | 'bulk';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}
