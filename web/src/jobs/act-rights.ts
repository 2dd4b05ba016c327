import { usePerson } from '../session/viewer'
import { jobs } from '../strings/jobs'

/** Returns why the operator may not act; undefined where they may. */
export function useActReason(): string | undefined {
  return usePerson().operator?.mayAct ? undefined : jobs.mayNotAct
}
