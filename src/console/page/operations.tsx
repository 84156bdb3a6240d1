// Which operations were asked most in the last five minutes.
import type { TopOperation } from '../../observability/top-operations.ts';
import { milliseconds, number, percent } from './format.ts';

export function Operations({
  operations,
  onShow,
}: {
  operations: readonly TopOperation[];
  onShow: (operation: TopOperation) => void;
}) {
  return (
    <section aria-labelledby="operations">
      <div class="head">
        <h2 id="operations">Top operations</h2>
        <p class="quiet">of the last five minutes</p>
      </div>
      <div class="table tall">
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col" class="n">
                Requests
              </th>
              <th scope="col" class="n">
                Hits
              </th>
              <th scope="col" class="n wide">
                SQL
              </th>
              <th scope="col" class="n wide">
                Points
              </th>
              <th scope="col" class="n wide">
                p50
              </th>
              <th scope="col" class="n">
                p99
              </th>
            </tr>
          </thead>
          <tbody>
            {operations.map((operation) => {
              const { id, label, requests, hits, statements, points, p50, p99 } = operation;
              return (
                <tr key={id}>
                  <td class="name">
                    <button type="button" class="row" onClick={() => onShow(operation)}>
                      {label}
                    </button>
                  </td>
                  <td class="n">{number(requests)}</td>
                  <td class="n">{percent(hits / requests)}</td>
                  <td class="n wide">{number(statements)}</td>
                  <td class="n wide">{number(points)}</td>
                  <td class="n wide">{milliseconds(p50)}</td>
                  <td class="n">{milliseconds(p99)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {operations.length === 0 && <p class="none">Nobody has asked anything.</p>}
      </div>
    </section>
  );
}
