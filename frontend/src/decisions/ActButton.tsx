import { Button, type ButtonProps } from '@mantine/core'
import type { ComponentProps } from 'react'
import { Act } from './Act'

interface Props extends Pick<ButtonProps, 'size' | 'variant' | 'color'> {
  /** Name of the mutation: suspendProvider. */
  name: string
  label: string
  /** Whom or what it is about, in words. */
  whom?: string
  /** Id of what it is about. */
  on: string
  /** Its version, where the mutation asks for one. */
  version?: number
  /** What stands now, where the act writes it anew. */
  given?: object
  /** The page of what the act makes: it is opened. */
  opens?: ComponentProps<typeof Act>['opens']
}

/** An act on a thing of a register: a button, and its form over the page. */
export function ActButton({ name, label, whom, on, version, given, opens, size, variant = 'default', color }: Props) {
  return (
    <Act name={name} label={label} whom={whom} on={() => on} about={on} subject={on} version={version} given={given} opens={opens}>
      {(open) => (
        <Button size={size} variant={variant} color={color} onClick={open}>
          {label}
        </Button>
      )}
    </Act>
  )
}
