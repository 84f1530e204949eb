FROM stand-in/machine-2
COPY --from=node:26-slim /usr/local /usr/local
COPY --from=node:26-slim /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN mkdir /source && touch /etc/cloud/cloud-init.disabled && systemctl disable nginx postgresql redis-server
STOPSIGNAL SIGRTMIN+3
CMD ["/sbin/init"]
