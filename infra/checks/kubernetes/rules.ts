/** An object as Helm renders it: of any kind, hence of any shape. */
export type Rendered = {
  apiVersion: string
  kind: string
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> }
  spec?: Fields
  data?: Record<string, string>
}
// biome-ignore lint/suspicious/noExplicitAny: the types of Kubernetes are checked elsewhere
type Fields = Record<string, any>

/** What our own rules say against the objects of one rendering. */
export function mistakesOf(objects: Rendered[]): string[] {
  return [
    ...objects.flatMap(podMistakesOf),
    ...objects.flatMap(settingMistakesOf),
    ...deploymentMistakesOf(objects),
    ...referenceMistakesOf(objects),
  ]
}

function podMistakesOf(object: Rendered): string[] {
  const pod = podOf(object)
  if (!pod) return []
  const about = `${object.kind} ${object.metadata.name}`
  const context = pod.securityContext ?? {}
  const of = (good: unknown, mistake: string) => (good ? [] : [`${about}: ${mistake}`])
  return [
    ...of(context.runAsNonRoot === true && context.runAsUser === 1000, 'does not run as user 1000'),
    ...of(context.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
    ...of(pod.automountServiceAccountToken === false, 'has a token of the Kubernetes API'),
    ...(pod.containers as Fields[]).flatMap(({ image, resources, securityContext, volumeMounts }) => [
      ...of(/:[^:/]+$/.test(image) && !image.endsWith(':latest'), `the image ${image} has no fixed version`),
      ...of(securityContext?.readOnlyRootFilesystem === true, 'the root file system can be written'),
      ...of(securityContext?.allowPrivilegeEscalation === false, 'privileges can grow'),
      ...of(securityContext?.capabilities?.drop?.includes('ALL'), 'has capabilities'),
      ...of(resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory, 'has no resources'),
      ...of(
        volumeMounts?.some(({ mountPath }: Fields) => mountPath === '/tmp'),
        'has no /tmp',
      ),
    ]),
  ]
}

function settingMistakesOf({ kind, metadata, data = {} }: Rendered): string[] {
  return Object.entries(data)
    .filter(([, value]) => /^\d[\d.]*e\+\d+$/.test(value))
    .map(([name, value]) => `${kind} ${metadata.name}: ${name} is ${value}: expected all its digits`)
}

function deploymentMistakesOf(objects: Rendered[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ metadata: { name }, spec }) => {
      const pod = spec?.template.spec
      const [container] = pod.containers
      const of = (good: unknown, mistake: string) => (good ? [] : [`Deployment ${name}: ${mistake}`])
      const isScaled = objects.some((other) => other.spec?.scaleTargetRef?.name === name)
      return [
        ...of(container.livenessProbe?.httpGet.path === '/health', 'has no liveness probe'),
        ...of(container.readinessProbe?.httpGet.path === '/health/ready', 'has no readiness probe'),
        ...of(container.startupProbe, 'has no startup probe'),
        ...of(pod.terminationGracePeriodSeconds === 60, 'does not have a minute to stop'),
        ...of(pod.topologySpreadConstraints?.length === 2, 'is not spread over zones and nodes'),
        ...of(
          isScaled !== Number.isInteger(spec?.replicas),
          'replicas are set by the chart and by an autoscaler, or by neither',
        ),
        ...of(container.args[0] !== 'api' || isUpThroughout(spec), 'an API pod stops before another one is ready'),
      ]
    })
}

function isUpThroughout({ strategy, template }: Fields = {}): boolean {
  return strategy?.rollingUpdate?.maxUnavailable === 0 && template.spec.containers[0].lifecycle?.preStop !== undefined
}

/** Names of objects that the rendering uses without creating them; hooks run before everything else exists. */
function referenceMistakesOf(objects: Rendered[]): string[] {
  const createsSecret = objects.some(({ kind }) => kind === 'Secret')
  return objects.flatMap((object) => {
    const pod = podOf(object)
    if (!pod) return []
    const isEarly = (other: Rendered) =>
      other.metadata.annotations?.['helm.sh/hook']?.startsWith('pre-install') === true
    const found = (kind: string, name: string) =>
      objects.some(
        (other) => other.kind === kind && other.metadata.name === name && (!isEarly(object) || isEarly(other)),
      )
    const used: [string, string][] = [
      ...(pod.containers as Fields[])
        .flatMap(({ envFrom = [] }) => envFrom)
        .map(({ configMapRef }): [string, string] => ['ConfigMap', configMapRef.name]),
      ...(createsSecret ? secretsOf(pod).map((name): [string, string] => ['Secret', name]) : []),
      ...(pod.serviceAccountName && pod.serviceAccountName !== 'default'
        ? [['ServiceAccount', pod.serviceAccountName] as [string, string]]
        : []),
    ]
    return used
      .filter(([kind, name]) => !found(kind, name))
      .map(([kind, name]) => `${object.kind} ${object.metadata.name}: there is no ${kind} ${name} when it runs`)
  })
}

function secretsOf(pod: Fields): string[] {
  return (pod.volumes as Fields[]).filter(({ secret }) => secret).map(({ secret }) => secret.secretName)
}

function podOf({ kind, spec }: Rendered): Fields | undefined {
  if (kind === 'Pod') return spec
  if (kind === 'CronJob') return spec?.jobTemplate.spec.template.spec
  return spec?.template?.spec
}
