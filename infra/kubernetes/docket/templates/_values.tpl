{{/* Refuses values that cannot work. Every object that runs a pod includes it. */}}
{{- define "docket.validate" -}}
{{- $secrets := .Values.secrets -}}
{{- if not .Values.image.repository }}{{ fail "image.repository is not set. Push the image to a registry and set its name, without a tag." }}{{ end -}}
{{- if eq (include "docket.tag" .) "latest" }}{{ fail "image.tag is latest, by which nobody can roll back. Set the tag of one version." }}{{ end -}}
{{- if and $secrets.existing $secrets.values }}{{ fail "secrets.existing and secrets.values are both set. Set one of them." }}{{ end -}}
{{- if not (or $secrets.existing $secrets.values) }}{{ fail "There are no secrets. Set secrets.existing to the name of a Secret with DATABASE_URL and JWT_SECRET_KEY, or set secrets.values." }}{{ end -}}
{{- $keys := include "docket.secretKeys" . | fromJsonArray -}}
{{- range list "DATABASE_URL" "JWT_SECRET_KEY" -}}
{{- if not (has . $keys) }}{{ fail (printf "%s is missing. Add it to %s." . (ternary "secrets.keys" "secrets.values" (ne $secrets.existing ""))) }}{{ end -}}
{{- end -}}
{{- with $secrets.values.DATABASE_URL -}}
{{- if not (regexMatch "^postgres(ql)?://" .) }}{{ fail "secrets.values.DATABASE_URL is not a PostgreSQL database. Pods cannot share an SQLite file: set postgres://…" }}{{ end -}}
{{- end -}}
{{- with $secrets.values.JWT_SECRET_KEY -}}
{{- if lt (len .) 32 }}{{ fail "secrets.values.JWT_SECRET_KEY is shorter than 32 bytes. Make one with openssl rand -base64 48." }}{{ end -}}
{{- end -}}
{{- range $name := keys .Values.settings | sortAlpha -}}
{{- if has $name (list "DATABASE_URL" "JWT_SECRET_KEY" "METRICS_TOKEN" "OTEL_EXPORTER_OTLP_HEADERS" "REDIS_URL" "SMTP_URL") }}{{ fail (printf "settings.%s is a secret. Move it to the Secret of secrets.existing and to secrets.keys, or to secrets.values." $name) }}{{ end -}}
{{- if has $name (list "DATA_DIR" "HOST" "METRICS_PORT" "PORT" "PUBLIC_URL" "TMPDIR") }}{{ fail (printf "settings.%s is set by the chart. Remove it%s." $name (ternary ", and set publicUrl" "" (eq $name "PUBLIC_URL"))) }}{{ end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.publicUrl) }}{{ fail "ingress.enabled needs publicUrl, whose host the Ingress answers. Set it to a URL such as https://tasks.example.org." }}{{ end -}}
{{- range $name, $range := dict "api.autoscaling" .Values.api.autoscaling "worker.keda" .Values.worker.keda -}}
{{- if gt (int $range.min) (int $range.max) }}{{ fail (printf "%s.min is greater than %s.max. Set a minimum of at most the maximum." $name $name) }}{{ end -}}
{{- end -}}
{{- if and .Values.worker.keda.enabled (not .Values.worker.keda.prometheus) }}{{ fail "worker.keda.enabled needs worker.keda.prometheus. Set it to the URL of the Prometheus that has the metrics of Docket." }}{{ end -}}
{{- if and .Values.backup.enabled (not .Values.backup.to) }}{{ fail "backup.enabled needs backup.to. Set it to a bucket such as s3://BUCKET/backups." }}{{ end -}}
{{- end }}

{{- define "docket.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "docket.name" -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "docket.selector" -}}
app.kubernetes.io/name: docket
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "docket.labels" -}}
{{ include "docket.selector" . }}
app.kubernetes.io/version: {{ include "docket.tag" . | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "docket.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (ternary (include "docket.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "docket.secretKeys" -}}
{{ ternary .Values.secrets.keys (keys .Values.secrets.values | sortAlpha) (ne .Values.secrets.existing "") | toJson }}
{{- end }}

{{/* The environment of every role, as the data of a ConfigMap. */}}
{{- define "docket.settings" -}}
{{- $name := include "docket.name" . -}}
{{- $settings := dict
  "NODE_ENV" "production"
  "METRICS_PORT" "9464"
  "TRUST_PROXY" "true"
  "TMPDIR" "/tmp"
  "SHUTDOWN_DELAY" "10" -}}
{{- with .Values.publicUrl }}{{ $_ := set $settings "PUBLIC_URL" . }}{{ end -}}
{{- with .Values.backup.to }}{{ $_ := set $settings "BACKUP_TO" . }}{{ end -}}
{{/* Helm reads numbers as floats, which it would write as 6e+06. */}}
{{- range $key, $value := .Values.settings }}{{ $_ := set $settings $key (kindIs "float64" $value | ternary (int64 $value) $value | toString) }}{{ end -}}
{{- $hosts := $settings.ALLOWED_HOSTS | default "localhost,127.0.0.1,[::1]" -}}
{{- if ne $hosts "*" }}{{ $_ := set $settings "ALLOWED_HOSTS" (printf "%s,%s,%s.%s.svc" $hosts $name $name .Release.Namespace) }}{{ end -}}
{{- range include "docket.secretKeys" . | fromJsonArray }}{{ $_ := set $settings (printf "%s_FILE" .) (printf "/run/docket/%s" .) }}{{ end -}}
{{- toYaml $settings -}}
{{- end }}
