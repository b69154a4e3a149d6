import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { useSession } from '../app/session'
import { ActButton } from '../decisions/ActButton'
import { RoadmapDuty, RoadmapDutyHistory } from '../generated/operations'
import { Facts } from '../parts/Facts'
import { FileLink } from '../parts/FileLink'
import { Go } from '../parts/Go'
import { History } from '../parts/History'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { delayText, standingOf } from './delay'

const route = getRouteApi('/roadmap/$id')
const RECORDERS = ['MUNICIPAL_CLERK', 'MUNICIPAL_HEAD', 'DEPARTMENT_OFFICER']

/** One body's part in one measure: what was to be done, what was done, what proves it, who recorded it when. */
export function DutyPage() {
  const { id } = route.useParams()
  const { acting } = useSession()
  const asked = useAsked(RoadmapDuty, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const duty = asked.data.node
  if (!duty || !('bodyCode' in duty)) return <Missing title="Такого пункта нет">Вернитесь к дорожной карте.</Missing>
  const { item } = duty
  const isOwn = acting?.unit.code === duty.bodyCode && RECORDERS.includes(acting.role)
  return (
    <Page
      title={`Пункт ${item.number}: ${duty.bodyName}`}
      actions={
        isOwn &&
        duty.status !== 'DONE' && <ActButton name="recordRoadmapDuty" label="Отметить исполнение" whom={`пункт ${item.number}`} on={duty.id} version={duty.version} />
      }
    >
      <Group gap="sm">
        <StatusBadge {...standingOf(duty)} />
        <Text size="sm">{delayText(duty)}</Text>
      </Group>
      <Part title="Что сделано">
        <Facts
          facts={[
            ['Выполнено', duty.doneOn && dayText(duty.doneOn)],
            ['Пояснение', duty.note],
            ['Подтверждение', duty.evidence && <FileLink file={duty.evidence} />],
          ]}
        />
        {duty.note === null && (
          <Text size="sm" c="dimmed">
            Пояснение и подтверждающий документ видят сам ответственный и те, кто следит за дорожной картой региона.
          </Text>
        )}
        {duty.note === '' && !duty.evidence && <Text size="sm">Пояснений и документов пока нет.</Text>}
      </Part>
      <Part title="Мероприятие">
        <Facts
          facts={[
            ['Раздел', item.section],
            ['Мероприятие', item.title],
            ['Ответственные', item.responsibleText],
            ['Срок', `${item.termText} (${dayText(item.startsOn)} – ${dayText(item.endsOn)})`],
            ['Ожидаемый результат', item.expectedResult],
            ['Этап', duty.municipality?.stageLabel],
          ]}
        />
        <Go to="/roadmap" search={{ view: 'duties', item: item.number }}>
          Все ответственные за пункт {item.number}
        </Go>
      </Part>
      <Past duty={id} />
    </Page>
  )
}

function Past({ duty }: { duty: string }) {
  const asked = useAsked(RoadmapDutyHistory, { duty, first: 100 })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  return (
    <Part title="История">
      <History entries={asked.data.roadmapDutyHistory.edges.map(({ node }) => node)} />
    </Part>
  )
}
