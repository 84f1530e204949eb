{{/* The parts of a pod spec that are the same in every role. Takes root, the name of the Secret, and the size of scratch. */}}
{{- define "docket.pod" -}}
{{- $root := .root -}}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- with $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: scratch
    emptyDir:
      sizeLimit: {{ .scratch | default "1Gi" }}
  - name: secrets
    secret:
      secretName: {{ .secret }}
      # 0440
      defaultMode: 288
      items:
        {{- range include "docket.secretKeys" $root | fromJsonArray }}
        - key: {{ . }}
          path: {{ . }}
        {{- end }}
{{- end }}

{{/* The parts of a container that are the same in every role. */}}
{{- define "docket.container" -}}
name: docket
image: {{ printf "%s:%s" .Values.image.repository (include "docket.tag" .) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: scratch
    mountPath: /tmp
    subPath: tmp
  - name: scratch
    mountPath: /data
    subPath: data
  - name: secrets
    mountPath: /run/docket
    readOnly: true
{{- end }}

{{/* What a long-running role has beside: its settings, and probes of the port that is named. */}}
{{- define "docket.server" -}}
envFrom:
  - configMapRef:
      name: {{ include "docket.name" .root }}
startupProbe:
  httpGet: { path: /health, port: {{ .port }} }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health, port: {{ .port }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: {{ .port }} }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* New pods start when the settings or the secrets of the chart change. */}}
{{- define "docket.checksum" -}}
checksum/settings: {{ list (include "docket.settings" .) .Values.secrets.values | toJson | sha256sum }}
{{- end }}

{{- define "docket.spread" -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "docket.selector" $.root | nindent 6 }}
      app.kubernetes.io/component: {{ $.component }}
{{- end }}
{{- end }}

{{- define "docket.secret" -}}
{{ .Values.secrets.existing | default (include "docket.name" .) }}
{{- end }}
