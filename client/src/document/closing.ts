import { CLOSE } from '@flowforge/core/protocol'

/** Why the server ended the connection for good, in words, and what can be done. The replica stays in every case. */
export interface ClosingNotice {
  readonly code: number
  readonly title: string
  readonly text: string
  readonly action: 'restore' | 'copy' | 'reload'
}

/** The notice of a final close code (4400 to 4499). */
export function closingNotice(code: number, reason: string): ClosingNotice {
  switch (code) {
    case CLOSE.deleted:
      return {
        code,
        title: 'This workflow was deleted',
        text: 'What you see is the copy on this device, with all your edits. Restore the workflow to go on together.',
        action: 'restore',
      }
    case CLOSE.notFound:
      return {
        code,
        title: 'There is no workflow at this address',
        text: 'If you see nodes here, they are the copy on this device: save them as a new workflow to keep working.',
        action: 'copy',
      }
    case CLOSE.forbidden:
      return {
        code,
        title: 'You may no longer edit this workflow',
        text: 'Edits that were not saved are still on this device. Save them as a workflow of your own to keep them.',
        action: 'copy',
      }
    case CLOSE.notYours:
      return {
        code,
        title: 'These edits could not be merged',
        text: 'This device holds edits of another account or of an older backup. Nothing is lost: save them as a copy.',
        action: 'copy',
      }
    case CLOSE.tooLarge:
      return {
        code,
        title: 'The last edit is too large to be saved',
        text: 'It is still on this device. Save a copy, or undo it and reload the page.',
        action: 'copy',
      }
    case CLOSE.unauthenticated:
      return {
        code,
        title: 'You are signed out',
        text: 'Your edits are kept on this device. Reload the page to sign in again; they merge then.',
        action: 'reload',
      }
    default:
      return {
        code,
        title: 'The server ended the connection',
        text: `${reason === '' ? 'This page may be older than the server' : reason}. Reload the page; your edits are kept on this device.`,
        action: 'reload',
      }
  }
}
