// Sign-in, then the board. The key stays in the tab.
import { useEffect, useState } from 'preact/hooks';
import type { RequestRecord } from '../../observability/request-log.ts';
import type { ConsoleState } from '../state.ts';
import { Board } from './board.tsx';
import { connect, type Line } from './connection.ts';
import { added, type History } from './history.ts';
import { SignIn } from './sign-in.tsx';

const storedAs = 'clientele-operator-key';
const mostRequests = 400;

export function App() {
  const [key, setKey] = useState(() => sessionStorage.getItem(storedAs));
  const [isWrong, setWrong] = useState(false);
  const [line, setLine] = useState<Line>('connecting');
  const [history, setHistory] = useState<History>([]);
  const [requests, setRequests] = useState<readonly RequestRecord[]>([]);

  useEffect(() => {
    if (key === null) return;
    let isKept = false;
    const take = (state: ConsoleState) => {
      // Once: a state that comes after signing out must not bring the key back.
      if (!isKept) sessionStorage.setItem(storedAs, key);
      isKept = true;
      setLine('live');
      setHistory((before) => added(before, state));
      if (state.requests.length > 0)
        setRequests((before) => [...state.requests.toReversed(), ...before].slice(0, mostRequests));
    };
    const forget = (wasWrong: boolean) => {
      sessionStorage.removeItem(storedAs);
      setWrong(wasWrong);
      setKey(null);
    };
    // A node that starts anew counts its requests from one again.
    const lost = () => {
      setLine('lost');
      setRequests([]);
    };
    const connection = connect(key, { onState: take, onLost: lost, onRefused: () => forget(true) });
    return () => connection.stop();
  }, [key]);

  const newest = history.at(-1);
  if (key === null || !newest)
    return (
      <SignIn isWrong={isWrong} isAsked={key !== null && line !== 'lost'} isLost={line === 'lost'} onKey={setKey} />
    );
  const leave = () => {
    sessionStorage.removeItem(storedAs);
    setHistory([]);
    setRequests([]);
    setWrong(false);
    setKey(null);
  };
  return <Board operatorKey={key} line={line} state={newest} history={history} requests={requests} onLeave={leave} />;
}
