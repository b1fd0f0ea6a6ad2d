/** The head of a column, with what it means where that needs words. */
type Column = string | { name: string; title: string } | false | undefined;

/** The first row of a table; false stands for a column that is not there. */
export const HeadRow = ({ columns }: { columns: readonly Column[] }) => (
  <thead>
    <tr>
      {columns.map((column) => {
        if (!column) return null;
        const { name, title } = typeof column === 'string' ? { name: column, title: undefined } : column;
        return (
          <th key={name} scope="col" title={title}>
            {name}
          </th>
        );
      })}
    </tr>
  </thead>
);
