locals {
  services = {
    api    = { service = aws_ecs_service.api.name, min = var.api.min, max = var.api.max }
    worker = { service = aws_ecs_service.worker.name, min = var.worker.min, max = var.worker.max }
  }
}

resource "aws_appautoscaling_target" "main" {
  for_each           = local.services
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${each.value.service}"
  min_capacity       = var.running ? each.value.min : 0
  max_capacity       = var.running ? each.value.max : 0
}

resource "aws_appautoscaling_policy" "api_cpu" {
  name               = "${var.name}-api-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.main["api"].service_namespace
  scalable_dimension = aws_appautoscaling_target.main["api"].scalable_dimension
  resource_id        = aws_appautoscaling_target.main["api"].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.api.cpu_target
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# Waiting jobs for each running worker. Every worker reports the same number, which it reads from the database.
resource "aws_appautoscaling_policy" "worker_queue" {
  name               = "${var.name}-worker-queue"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.main["worker"].service_namespace
  scalable_dimension = aws_appautoscaling_target.main["worker"].scalable_dimension
  resource_id        = aws_appautoscaling_target.main["worker"].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.worker.jobs_target
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    customized_metric_specification {
      metrics {
        id          = "waiting"
        return_data = false

        metric_stat {
          stat = "Maximum"

          metric {
            namespace   = "Docket"
            metric_name = "docket_jobs"

            dimensions {
              name  = "service"
              value = var.name
            }

            dimensions {
              name  = "state"
              value = "waiting"
            }
          }
        }
      }

      metrics {
        id          = "workers"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.main.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.worker.name
            }
          }
        }
      }

      metrics {
        id          = "each"
        label       = "Waiting jobs for each worker"
        expression  = "waiting / workers"
        return_data = true
      }
    }
  }
}
