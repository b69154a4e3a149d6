import { Anchor, Paper, Stack, Text } from '@mantine/core'
import { useAsked } from '../../api/hooks'
import { Conditions } from '../../commission/Conditions'
import { DeclareConflict } from '../../commission/DeclareConflict'
import { DecisionContext, Dossier } from '../../generated/operations'

/** Before a vote: the conflict of interest first, then what the dossier asks for and which conditions it meets. */
export function Ballot({ caseId }: { caseId: string }) {
  const item = useAsked(DecisionContext, { id: caseId }).data?.case?.ballot?.item
  const dossier = useAsked(Dossier, { id: item?.dossierId ?? '' }, { enabled: item !== undefined }).data?.dossier
  if (!item) return null
  return (
    <Stack gap="sm">
      <DeclareConflict item={item.id} />
      {dossier && (
        <Paper withBorder p="sm">
          <Stack gap={6}>
            <Text fw={600}>
              Просят: {dossier.registerLabel.toLowerCase()}, мест — {dossier.places}
            </Text>
            <Conditions verdicts={dossier.verdicts} />
            <Anchor size="sm" href={`/dossiers/${dossier.id}`} target="_blank">
              Открыть досье целиком (в новой вкладке)
            </Anchor>
          </Stack>
        </Paper>
      )}
    </Stack>
  )
}
