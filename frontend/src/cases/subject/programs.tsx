import { Stack, Text } from '@mantine/core'
import { useAsked } from '../../api/hooks'
import { CaseSubject, Dossier, MeetingRecord, RegisterConditions } from '../../generated/operations'
import type { DossierQuery } from '../../generated/types'
import { Considered } from '../../commission/Considered'
import { Papers } from '../../commission/Papers'
import { DataTable } from '../../parts/DataTable'
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

/** A dossier; with what it asks for, the conditions of its register as they hold today too. */
export function DossierCard({ id, asked }: { id: string; asked?: Case['dossier'] }) {
  return (
    <>
      <Asked title="Досье программы" operation={Dossier} variables={{ id }} of={(data) => data.dossier}>
        {(dossier) => (
          <>
            <DossierFacts dossier={dossier} />
            {dossier.items.length > 0 && <Considered items={dossier.items} />}
          </>
        )}
      </Asked>
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
          ['Муниципалитет', dossier.municipality?.name],
          ['Реестр', dossier.registerLabel],
          ['Состояние', dossier.statusLabel],
          ['Просят мест за счёт бюджета', dossier.places],
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
      {dossier.orders.map(({ decidedAt, verdictLabel, registerLabel, places, reason, remedy, act }) => (
        <Text size="sm" key={decidedAt}>
          {dayText(decidedAt)}: {verdictLabel}
          {registerLabel && `, ${registerLabel}`}
          {places !== null && `, мест: ${places}`}. {reason} {remedy} {act && `Распоряжение № ${act.number} от ${dayText(act.adoptedOn)}.`}
        </Text>
      ))}
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
  return (
    <Asked title="Вопрос повестки" operation={CaseSubject} variables={{ id: of }} of={(data) => data.case?.ballot}>
      {({ item }) => (
        <Stack gap="md">
          <Facts facts={[['Вопрос', `№ ${item.number}`], ['Программа', item.edition?.shortName]]} />
          <DossierCard id={item.dossierId} />
        </Stack>
      )}
    </Asked>
  )
}

export function MeetingCard({ id }: { id: string }) {
  return (
    <Asked
      title="Заседание"
      operation={MeetingRecord}
      variables={{ id }}
      of={(data) => (data.node && 'items' in data.node ? data.node : null)}
    >
      {(meeting) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Номер', meeting.number],
              ['Повестка разослана', dayText(meeting.agendaSentOn)],
              ['Разослать не позже', dayText(meeting.agendaDueOn)],
              ['Состав', meeting.seatsInForce.map(({ person, postLabel }) => `${person?.fullName ?? '—'} (${postLabel})`).join('\n')],
            ]}
          />
          <DataTable
            caption="Повестка"
            rows={meeting.items}
            columns={[
              { header: '№', cell: ({ number }) => number },
              { header: 'Программа', cell: ({ edition }) => edition?.shortName ?? '—' },
              { header: 'Итог', cell: ({ outcomeLabel }) => outcomeLabel || 'ещё не рассмотрен' },
              { header: 'За', cell: ({ votesFor }) => votesFor ?? '—', isNumber: true },
              { header: 'Против', cell: ({ votesAgainst }) => votesAgainst ?? '—', isNumber: true },
            ]}
          />
          <Papers of={{ meeting: id }} />
        </Stack>
      )}
    </Asked>
  )
}
