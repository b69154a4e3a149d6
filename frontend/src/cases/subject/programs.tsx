import { Stack } from '@mantine/core'
import { useAsked } from '../../api/hooks'
import { CaseSubject, Dossier, MeetingRecord, RegisterConditions } from '../../generated/operations'
import { Agenda } from '../../commission/Agenda'
import { Considered } from '../../commission/Considered'
import { placesText } from '../../commission/entered'
import { OrderOfAuthority } from '../../commission/OrderOfAuthority'
import { GivenVote } from '../../commission/GivenVote'
import { Papers } from '../../commission/Papers'
import type { DossierQuery } from '../../generated/types'
import { Facts } from '../../parts/Facts'
import { dayText } from '../../text/format'
import { Part } from '../../parts/Part'
import { CardFacts } from '../../program/CardFacts'
import { Modules } from '../../program/Modules'
import { Changes } from '../Changes'
import type { Case } from '../types'
import { Verdicts } from '../Verdicts'
import { Asked } from './Asked'
import { Documents } from '../../parts/Documents'

/** The program that an expert is asked to score. */
export function ReviewedCard({ of }: { of: string }) {
  return (
    <Asked title="Программа" operation={CaseSubject} variables={{ id: of }} of={(data) => data.case?.reviewedEdition}>
      {(edition) => (
        <Stack gap="md">
          <CardFacts card={edition} />
          <Documents documents={edition.documents} />
          <Modules modules={edition.modules} />
        </Stack>
      )}
    </Asked>
  )
}

type DossierFound = NonNullable<DossierQuery['dossier']>

/** A dossier: what is asked for, how the commission came to it, what was decided, and the documents to read. */
export function DossierCard({ id, asked }: { id: string; asked?: Case['dossier'] }) {
  const found = useAsked(Dossier, { id }).data?.dossier
  return (
    <>
      <Asked title="Досье программы" operation={Dossier} variables={{ id }} of={(data) => data.dossier}>
        {(dossier) => <DossierFacts dossier={dossier} />}
      </Asked>
      {found && found.items.length > 0 && <Considered items={found.items} />}
      {found?.orders.map((order) => <OrderOfAuthority key={order.decidedAt} dossier={found} order={order} />)}
      <Papers of={{ dossier: id }} />
      {asked?.edition && (
        <Part title="Условия реестра">
          <Conditions edition={asked.edition.id} register={asked.register} />
        </Part>
      )}
    </>
  )
}

function DossierFacts({ dossier }: { dossier: DossierFound }) {
  return (
    <Stack gap="md">
      <Facts
        facts={[
          ['Программа', dossier.edition?.name],
          ['Поставщик', dossier.edition?.program.provider?.shortName],
          ['Муниципалитет', dossier.municipality.name],
          ['Реестр', dossier.registerLabel],
          ['Состояние', dossier.statusLabel],
          ['Мест за счёт бюджета', placesText(dossier)],
          ['Потребность', dossier.need],
          ['Приоритеты', dossier.priorities],
          ['Подано', dayText(dossier.submittedOn)],
          ['Жалоба', dossier.appeal],
        ]}
      />
      <Verdicts
        caption="Выводы проверки"
        verdicts={dossier.verdicts.map(({ code, text, holds, found }) => ({ code, rule: text, holds, found }))}
      />
      {dossier.remarks.length > 0 && <Changes remarks={dossier.remarks} />}
    </Stack>
  )
}

/** The conditions of the register as they hold today. */
function Conditions({ edition, register }: { edition: string; register: DossierFound['register'] }) {
  const asked = useAsked(RegisterConditions, { edition, budgetRegister: register })
  const found = asked.data?.registerConditions ?? []
  return <Verdicts caption="Условия реестра сегодня" verdicts={found.map(({ code, text, holds, found: what }) => ({ code, rule: text, holds, found: what }))} />
}

export function BallotCard({ of }: { of: string }) {
  const ballot = useAsked(CaseSubject, { id: of }).data?.case?.ballot
  return (
    <>
      <Asked title="Вопрос повестки" operation={CaseSubject} variables={{ id: of }} of={(data) => data.case?.ballot}>
        {({ item }) => <Facts facts={[['Вопрос', `№ ${item.number}`], ['Программа', item.edition?.shortName]]} />}
      </Asked>
      {ballot?.vote && (
        <Part title={`Голос: ${ballot.member?.fullName ?? 'член комиссии'}`}>
          <GivenVote vote={ballot.vote} />
        </Part>
      )}
      {ballot && <DossierCard id={ballot.item.dossierId} />}
    </>
  )
}

/** A meeting: its documents first, for they are what is confirmed; then who sits, and the agenda with its votes. */
export function MeetingCard({ id }: { id: string }) {
  const meeting = useAsked(MeetingRecord, { id }).data?.node
  return (
    <>
      <Papers of={{ meeting: id }} />
      <Asked
        title="Заседание"
        operation={MeetingRecord}
        variables={{ id }}
        of={(data) => (data.node && 'items' in data.node ? data.node : null)}
      >
        {(found) => (
          <Facts
            facts={[
              ['Номер', found.number],
              ['Форма', found.formLabel],
              [found.form === 'IN_ABSENTIA' ? 'Последний день голосования' : 'День заседания', dayText(found.heldOn)],
              ['Голосование завершено', found.votedOn && dayText(found.votedOn)],
              ['Повестка разослана', dayText(found.agendaSentOn)],
              ['Разослать не позже', !found.agendaSentOn && dayText(found.agendaDueOn)],
              ['Состав', found.seatsInForce.map(({ person, postLabel }) => `${person?.fullName ?? '—'} (${postLabel.toLowerCase()})`).join('\n')],
            ]}
          />
        )}
      </Asked>
      {meeting && 'items' in meeting && <Agenda meeting={meeting} />}
    </>
  )
}
