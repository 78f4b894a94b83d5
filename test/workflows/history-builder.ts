/** The history of an execution, made event by event: of any order of events and any cut into workflow tasks. */
export class HistoryBuilder {
  readonly #events: object[] = [];

  history(): object {
    return { events: this.#events };
  }

  started(workflowType: string, ...args: readonly unknown[]): void {
    this.#add('WORKFLOW_EXECUTION_STARTED', 'workflowExecutionStarted', {
      workflowType: { name: workflowType },
      taskQueue: { name: 'longshore' },
      input: payloads(...args),
      workflowTaskTimeout: '10s',
      originalExecutionRunId: 'run',
      firstExecutionRunId: 'run',
      attempt: 1,
    });
  }

  /** A workflow task that a worker has worked; what it has decided is added behind it. */
  task(): void {
    const { scheduledEventId, startedEventId } = this.#begunTask();
    this.#add('WORKFLOW_TASK_COMPLETED', 'workflowTaskCompleted', {
      ...{ scheduledEventId, startedEventId },
      sdkMetadata: {
        coreUsedFlags: [1, 2, 3],
        langUsedFlags: [1, 2],
        sdkName: 'temporal-typescript',
        sdkVersion: '1.24.0',
      },
    });
  }

  /** A workflow task that no worker has come to the end of in time. */
  lostTask(): void {
    const { scheduledEventId, startedEventId } = this.#begunTask();
    const timeoutType = 'TIMEOUT_TYPE_START_TO_CLOSE';
    this.#add('WORKFLOW_TASK_TIMED_OUT', 'workflowTaskTimedOut', { scheduledEventId, startedEventId, timeoutType });
  }

  /** Answers the id of the event, which `activityCompleted` takes. */
  activityScheduled(activityId: number, name: string): string {
    return this.#add('ACTIVITY_TASK_SCHEDULED', 'activityTaskScheduled', {
      activityId: String(activityId),
      activityType: { name },
      taskQueue: { name: 'longshore' },
    });
  }

  activityCompleted(scheduledEventId: string, result: unknown): void {
    const startedEventId = this.#add('ACTIVITY_TASK_STARTED', 'activityTaskStarted', { scheduledEventId, attempt: 1 });
    const completed = { scheduledEventId, startedEventId, result: payloads(result) };
    this.#add('ACTIVITY_TASK_COMPLETED', 'activityTaskCompleted', completed);
  }

  memoUpserted(memo: Readonly<Record<string, unknown>>): void {
    const fields = Object.fromEntries(Object.entries(memo).map(([name, value]) => [name, payload(value)]));
    this.#add('WORKFLOW_PROPERTIES_MODIFIED', 'workflowPropertiesModified', { upsertedMemo: { fields } });
  }

  /** Answers the id of the event, which `updateCompleted` takes. */
  updateAccepted(updateId: string, name: string, ...args: readonly unknown[]): string {
    return this.#add('WORKFLOW_EXECUTION_UPDATE_ACCEPTED', 'workflowExecutionUpdateAccepted', {
      protocolInstanceId: updateId,
      acceptedRequestMessageId: `${updateId}/request`,
      // The event before the task was started that has taken it.
      acceptedRequestSequencingEventId: String(this.#events.length - 2),
      acceptedRequest: { meta: { updateId }, input: { name, args: payloads(...args) } },
    });
  }

  updateCompleted(updateId: string, acceptedEventId: string, outcome: unknown): void {
    this.#add('WORKFLOW_EXECUTION_UPDATE_COMPLETED', 'workflowExecutionUpdateCompleted', {
      meta: { updateId },
      acceptedEventId,
      outcome: { success: payloads(outcome) },
    });
  }

  /** Answers the id of the event, which `timerFired` takes. */
  timerStarted(timerId: number, startToFireTimeout: string): string {
    return this.#add('TIMER_STARTED', 'timerStarted', { timerId: String(timerId), startToFireTimeout });
  }

  timerFired(timerId: number, startedEventId: string): void {
    this.#add('TIMER_FIRED', 'timerFired', { timerId: String(timerId), startedEventId });
  }

  #begunTask(): { readonly scheduledEventId: string; readonly startedEventId: string } {
    const scheduledEventId = this.#add('WORKFLOW_TASK_SCHEDULED', 'workflowTaskScheduled', {
      taskQueue: { name: 'longshore' },
      startToCloseTimeout: '10s',
      attempt: 1,
    });
    const startedEventId = this.#add('WORKFLOW_TASK_STARTED', 'workflowTaskStarted', { scheduledEventId });
    return { scheduledEventId, startedEventId };
  }

  #add(type: string, key: string, attributes: object): string {
    const eventId = String(this.#events.length + 1);
    const eventTime = new Date(1_000 * this.#events.length).toISOString();
    this.#events.push({ eventId, eventTime, eventType: `EVENT_TYPE_${type}`, [`${key}EventAttributes`]: attributes });
    return eventId;
  }
}

function payloads(...values: readonly unknown[]): object {
  return { payloads: values.map(payload) };
}

function payload(value: unknown): object {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  return { metadata: { encoding: encoded('json/plain') }, data: encoded(JSON.stringify(value)) };
}
