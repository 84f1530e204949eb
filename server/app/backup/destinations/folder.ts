import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { byAge, type Destination, isNameOfBackup } from './destination.ts'

export function folderDestination(folder: string): Destination {
  return {
    name: folder,
    workFolder: folder,
    put: async (archive, name) => {
      const path = join(folder, name)
      await rename(archive, path)
      await sync(folder)
      return path
    },
    list: async () => {
      await stat(folder).catch(() => Promise.reject(new Error(`There is no folder ${folder}.`)))
      return (await readdir(folder)).filter(isNameOfBackup).sort(byAge)
    },
    read: async (name) => createReadStream(join(folder, name)),
    remove: (name) => rm(join(folder, name)),
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
