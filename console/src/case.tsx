// SPDX-License-Identifier: Apache-2.0
// The middle pane: what people wrote, then what may be seen, then the decision.
import { useEffect, useRef } from 'preact/hooks';
import type { Decision } from './client';
import { DecisionCard, Templates } from './decision';
import { MediaCard } from './media';
import type { Work } from './work';

export function DecisionView({ work, decision, heading }: { work: Work; decision: Decision; heading: string }) {
  const { say } = work;
  return (
    <div class="card">
      <h2>{heading}{decision.reversed && <> <span class="tag warn">{say('console.reversed')}</span></>}</h2>
      <p>
        <strong>{decision.outcome}</strong> · {decision.by} · {decision.at}
        {decision.proposed_by && <> · {say('proposed_by', { name: decision.proposed_by })}</>}
      </p>
      <p><bdi>{decision.provision}</bdi> (<bdi>{decision.duty}</bdi>){decision.pack && <small> · {say('pack', { pack: decision.pack.slice(0, 12) })}</small>}</p>
      <blockquote dir="auto">{decision.facts}</blockquote>
      <blockquote dir="auto">{decision.reasons}</blockquote>
      <p class="hint">{decision.territory}</p>
      {!!decision.found?.length && <ul>{decision.found.map((found) => <li key={found}>{found}</li>)}</ul>}
      {decision.looked && <p dir="auto">{decision.looked}</p>}
      {decision.lesser && <p class="hint">{decision.lesser}</p>}
      {decision.unfounded && <p class="hint">{say('unfounded')}: {decision.unfounded}</p>}
    </div>
  );
}

function Notices({ work }: { work: Work }) {
  const { say } = work;
  return (
    <>
      {work.state.told!.notices.map((notice) => (
        <div class="card" key={notice.heading}>
          <h2>{notice.heading}</h2>
          <p class="hint">{notice.who} · {notice.received} · {notice.basis}</p>
          {notice.statement ? <blockquote dir="auto">{notice.statement}</blockquote> : <p>{say('console.no_words')}</p>}
          {notice.safe_time && <p class="hint">{notice.safe_time}</p>}
          {notice.withdrawn && <span class="tag warn">{say('console.withdrawn')}</span>}
          {notice.order && (
            <blockquote dir="auto">{[notice.order.issuer, notice.order.rank, notice.order.provision, notice.order.reasons].filter(Boolean).join('\n')}</blockquote>
          )}
          {notice.defects.map((defect) => <p class="wrong" key={defect.check}>{defect.check}: {defect.detail}</p>)}
        </div>
      ))}
    </>
  );
}

function Appeals({ work }: { work: Work }) {
  const { say } = work;
  const told = work.state.told!;
  const uphold = async (no: number, needsInstead: boolean) => {
    if (!needsInstead) return work.set({ appealNo: no, dialog: 'appeal' });
    // The decision that takes the place of the earlier one is written like any other.
    work.set({ told: { ...told, may_decide: true } });
    await work.begin('remove');
    const draft = work.state.draft;
    if (draft) work.keep({ ...draft, appealNo: no });
  };
  return (
    <>
      {told.appeals.map((appeal) => (
        <div class="card" key={appeal.no}>
          <h2>{say('console.appeal_by')} {appeal.by}</h2>
          <p><span class="tag warn">{appeal.outcome}</span> {appeal.at}</p>
          <p>{appeal.ticks}</p>
          {appeal.words && <blockquote dir="auto">{appeal.words}</blockquote>}
          {appeal.pending && told.may_act && work.mayAct && (
            <p class="row">
              <button type="button" onClick={() => void uphold(appeal.no, appeal.needs_instead)}>{say('console.uphold')}</button>
              <button type="button" class="quiet" onClick={() => work.set({ appealNo: -appeal.no, dialog: 'appeal' })}>{say('console.reject_appeal')}</button>
            </p>
          )}
        </div>
      ))}
    </>
  );
}

function SecondLook({ work }: { work: Work }) {
  const { say } = work;
  const told = work.state.told!;
  const no = told.again?.no;
  if (!no || !work.mayAct) return null;
  const disagree = async () => {
    work.set({ told: { ...told, may_decide: true } });
    await work.begin('reject');
    const draft = work.state.draft;
    if (draft) work.keep({ ...draft, againNo: no });
  };
  return (
    <div class="card">
      <h2>{say('console.again')}: {say('console.decision')} {no}</h2>
      <p>{say('console.again.text')}</p>
      <p class="row">
        <button type="button" onClick={() => void work.act('look-again', { decision_no: no, agrees: true })}>{say('console.again.agree')}</button>
        <button type="button" class="quiet" onClick={() => void disagree()}>{say('console.again.disagree')}</button>
      </p>
    </div>
  );
}

export function CasePane({ work }: { work: Work }) {
  const { say, state } = work;
  const { told, draft } = state;
  const heading = useRef<HTMLHeadingElement>(null);
  // Another case begins at its head, for eyes and for screen readers alike.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, [told?.case_id]);
  if (!told) {
    return <section class="pane case" aria-label={say('case')}><p class="lead">{say('choose', { key: 'j' })}</p></section>;
  }
  return (
    <section class="pane case" aria-label={say('case')}>
      <h1 tabIndex={-1} ref={heading}>{say('case')} <bdi class="code">{told.case_code}</bdi></h1>
      <p>
        <span class={`tag ${told.tone}`}>{told.state}</span>{' '}
        {told.left && <span class={`left ${told.urgency}`}>{told.left}</span>} <span class="hint">{told.leading}</span>
      </p>
      {told.held && <p class="hint">{told.held}</p>}
      {told.handed && <p class="note">{told.handed}</p>}
      <Notices work={work} />
      {told.clarifications.map((one) => (
        <div class="card" key={one.question}>
          <p dir="auto">{one.question}</p>
          {one.answer ? <blockquote dir="auto">{one.answer}</blockquote> : <p class="hint">{say('console.unanswered')}</p>}
        </div>
      ))}
      <MediaCard work={work} />
      {told.decisions.map((decision) => (
        <DecisionView key={decision.no} work={work} decision={decision} heading={`${say('console.decision')} ${decision.no}`} />
      ))}
      <Appeals work={work} />
      <SecondLook work={work} />
      {told.proposal && <DecisionView work={work} decision={told.proposal} heading={say('console.proposal')} />}
      {told.may_decline && work.mayAct && (
        <p class="row">
          {told.may_second && <button type="button" onClick={() => void work.act('second', { agrees: true })}>{say('console.second')} <kbd>y</kbd></button>}
          <button type="button" class="quiet" onClick={() => work.set({ dialog: 'decline' })}>{say('console.decline')}</button>
        </p>
      )}
      {draft ? <DecisionCard work={work} draft={draft} /> : told.may_decide && work.mayAct && (
        <div class="card"><h2>{say('no_draft')}</h2><Templates work={work} /></div>
      )}
      {told.may_close && work.mayAct && <button type="button" class="quiet" onClick={() => void work.act('close', {})}>{say('console.close')}</button>}
    </section>
  );
}
