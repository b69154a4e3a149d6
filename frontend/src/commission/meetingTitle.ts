import type { MeetingForm } from '../generated/types'
import { dayText } from '../text/format'

/** «№ 3 от 26.11.2026»; in absentia the day is the last one of the vote, and it may end before. */
export function meetingTitle({ number, form, heldOn }: { number: number; form: MeetingForm; heldOn: string }): string {
  return `№ ${number} ${form === 'IN_ABSENTIA' ? `с голосованием до ${dayText(heldOn)}` : `от ${dayText(heldOn)}`}`
}
