import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { send } from '../api/send'
import { DownloadLink } from '../generated/operations'
import { sizeText } from '../text/size'
import { Failed } from './States'

const GONE = new Problem('Файла больше нет или он вам недоступен. Обновите страницу.', 'NOT_FOUND')

/** A file of ours. Its link lives five minutes, so it is asked for when it is wanted. */
export function FileLink({ file, label }: { file: { id: string; name: string; size?: number }; label?: string }) {
  const link = useMutation({
    mutationFn: () => send(DownloadLink, { file: file.id }),
    onSuccess: ({ node }) => {
      if (node && 'url' in node) window.location.assign(node.url)
    },
  })
  return (
    <Stack gap={4} align="flex-start">
      <Button
        variant="subtle"
        size="compact-sm"
        h="auto"
        px={0}
        maw="100%"
        loading={link.isPending}
        onClick={() => link.mutate()}
        aria-label={`Скачать: ${label ?? file.name}`}
        styles={{ label: { whiteSpace: 'normal', textAlign: 'left', overflowWrap: 'anywhere', overflow: 'visible' } }}
      >
        {label ?? file.name}
        {file.size !== undefined && `, ${sizeText(file.size)}`}
      </Button>
      {link.error && <Failed problem={link.error} />}
      {link.data && !link.data.node && <Failed problem={GONE} />}
    </Stack>
  )
}
