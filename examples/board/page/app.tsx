// From a key to a board. The key is typed in, or was handed over in the address.
import { useState } from 'react';
import { BoardPage } from './board-page.tsx';
import { forgetAll, keepKey, keepPipeline, takeKey, takePipeline } from './shelf.ts';
import { SignIn } from './sign-in.tsx';

const url = import.meta.env.VITE_API_URL;

export function App() {
  const [key, setKey] = useState(takeKey);
  const [pipelineId, setPipelineId] = useState(takePipeline);

  function enter(given: string): void {
    keepKey(given);
    setKey(given);
  }
  function leave(): void {
    forgetAll();
    setKey(null);
  }
  function choose(id: string): void {
    keepPipeline(id);
    setPipelineId(id);
  }

  if (key === null) return <SignIn onEnter={enter} />;
  return (
    <BoardPage key={`${key} ${pipelineId}`} {...{ url, apiKey: key, pipelineId }} onChoose={choose} onLeave={leave} />
  );
}
