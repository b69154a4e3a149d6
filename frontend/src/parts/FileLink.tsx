import { Button } from '@mantine/core'
import { useState } from 'react'
import { send } from '../api/send'
import { DownloadLink } from '../generated/operations'
import { sizeText } from '../text/size'

interface Props {
  file: { id: string; name: string; size?: number }
}

/** A stored file: a press asks for a link of five minutes and follows it. */
export function FileLink({ file }: Props) {
  const [failed, fail] = useState('')
  const [isBusy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    try {
      const { node } = await send(DownloadLink, { file: file.id })
      const url = node && 'url' in node ? node.url : undefined
      fail(url ? '' : 'Файл недоступен: он не для вашей роли.')
      if (url) location.assign(url)
    } catch (problem) {
      fail(problem instanceof Error ? problem.message : 'Не получилось.')
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button variant="subtle" size="compact-sm" loading={isBusy} onClick={() => void download()} aria-label={`Скачать ${file.name}`}>
        {file.name}
        {file.size !== undefined && `, ${sizeText(file.size)}`}
      </Button>
      {failed && <span role="alert"> {failed}</span>}
    </>
  )
}
