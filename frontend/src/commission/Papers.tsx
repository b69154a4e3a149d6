import { Text } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { IssuedDocuments } from '../generated/operations'
import type { IssuedDocumentsQuery, IssuedDocumentsQueryVariables } from '../generated/types'
import { DataTable } from '../parts/DataTable'
import { FileLink } from '../parts/FileLink'
import { Part } from '../parts/Part'
import { Failed, Nothing, Waiting } from '../parts/States'
import { dayText } from '../text/format'
import { shortSum } from './shortSum'

type Paper = IssuedDocumentsQuery['issuedDocuments']['edges'][number]['node']

/** Documents that the system has made about a meeting or a dossier, each with the number by which anybody may check it. */
export function Papers({ of }: { of: Pick<IssuedDocumentsQueryVariables, 'meeting' | 'dossier'> }) {
  const asked = useAsked(IssuedDocuments, { ...of, first: 50 })
  return (
    <Part title="Документы">
      {asked.isLoadingError ? (
        <Failed problem={asked.error} again={() => void asked.refetch()} />
      ) : asked.data ? (
        <List papers={asked.data.issuedDocuments.edges.map(({ node }) => node)} />
      ) : (
        <Waiting />
      )}
    </Part>
  )
}

function List({ papers }: { papers: Paper[] }) {
  if (papers.length === 0) return <Nothing title="Документов пока нет">Система составит их по ходу рассмотрения.</Nothing>
  return (
    <DataTable
      caption="Составлены системой, новые сверху"
      minWidth={420}
      rows={papers}
      columns={[
        { header: 'Документ', cell: ({ title, number, issuedOn }: Paper) => `${title} № ${number} от ${dayText(issuedOn)}` },
        {
          header: 'Файл',
          cell: ({ file }: Paper) => (
            <>
              <FileLink file={file} label="Скачать" />
              <Text size="xs" c="dimmed">
                {shortSum(file.sha256)}
              </Text>
            </>
          ),
        },
        {
          header: 'Номер для проверки',
          cell: ({ checkNumber }: Paper) => (
            <a href={`/check/${checkNumber}`} target="_blank" rel="noreferrer" style={{ whiteSpace: 'nowrap' }}>
              {checkNumber}
            </a>
          ),
        },
      ]}
    />
  )
}
