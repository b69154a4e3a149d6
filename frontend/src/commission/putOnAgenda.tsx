import { PutOnAgendaForm } from './PutOnAgendaForm'
import type { SubjectCase } from './SubjectActs'

/** The secretary chooses a meeting for a dossier among those that are called: no generic form knows them. */
export function putOnAgenda(of: SubjectCase, { name, task }: SubjectCase['viewerActions'][number]) {
  return name === 'putOnAgenda' && task ? <PutOnAgendaForm task={task} version={of.version} /> : undefined
}
